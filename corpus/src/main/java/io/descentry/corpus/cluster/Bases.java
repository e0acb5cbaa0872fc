package io.descentry.corpus.cluster;

import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The recorded runs that simulated jobs are made of; each is read when it is first needed. */
public final class Bases {
    /** Faults of several ranks: a job gets them from the simulation, at its own ranks. */
    private static final Set<String> OF_RANKS = Set.of("rank_desync", "straggler", "silent_rank", "stalled_job");

    private final List<Label> healthy = new ArrayList<>();
    private final List<Label> faulty = new ArrayList<>();
    private final Map<String, Run> runs;
    private final Map<String, Base> read = new ConcurrentHashMap<>();

    private Bases(Map<String, Run> runs) {
        this.runs = runs;
    }

    /**
     * The runs of one rank in a directory with labels.csv.
     *
     * @throws IOException if there is none, or a run cannot be read
     */
    public static Bases in(Path directory) throws IOException {
        var found = new ConcurrentHashMap<String, Run>();
        for (Run run : Runs.in(directory)) {
            found.put(run.name(), run);
        }
        var bases = new Bases(found);
        for (Label label : Labels.read(directory).all()) {
            if (label.healthy()) {
                bases.healthy.add(label);
            } else if (label.rank() < 0 && label.kinds().stream().noneMatch(OF_RANKS::contains)) {
                bases.faulty.add(label);
            }
        }
        if (bases.healthy.isEmpty() || bases.faulty.isEmpty()) {
            throw new IOException("no healthy or no faulty runs in " + directory);
        }
        return bases;
    }

    int healthyCount() {
        return healthy.size();
    }

    int faultyCount() {
        return faulty.size();
    }

    Base healthy(int index) {
        return base(healthy.get(index));
    }

    Base faulty(int index) {
        return base(faulty.get(index));
    }

    private Base base(Label label) {
        return read.computeIfAbsent(label.run(), name -> {
            Run run = runs.get(name);
            if (run == null) {
                throw new IllegalStateException("labels.csv names " + name + ", and there is no such run");
            }
            try {
                return Base.read(run, label);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
