package io.descentry.corpus;

import io.descentry.corpus.Csv.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why the faulty runs of one directory are ill: the ids of the causes that an alert may rightly name first.
 *
 * <p>They come from the column {@code cause} of labels.csv, for all kinds of the run; where that says nothing, from a
 * file with the columns {@code run,kind,cause,why} ({@code causes} for {@code cause} is understood, an empty kind means
 * all kinds of the run). Several accepted ids are joined by {@code |}.
 */
public final class Causes {
    /** Name of the file beside labels.csv. */
    public static final String FILE = "causes.csv";
    /** No truths. */
    public static final Causes NONE = new Causes(Map.of());

    private static final String ANY = "";

    private final Map<Subject, Set<String>> accepted;

    private record Subject(String run, String kind) {}

    private Causes(Map<Subject, Set<String>> accepted) {
        this.accepted = accepted;
    }

    /** The causes of all kinds of one run. */
    static Causes of(String run, Set<String> ids) {
        return new Causes(Map.of(new Subject(run, ANY), Set.copyOf(ids)));
    }

    /**
     * Reads the causes of a directory of runs.
     *
     * @param directory with labels.csv and perhaps {@value #FILE}
     * @param file to be read in place of {@value #FILE}
     * @throws RunFormatException if a line cannot be read
     */
    public static Causes read(Path directory, @Nullable Path file) throws IOException {
        var accepted = new HashMap<Subject, Set<String>>();
        Path beside = directory.resolveSibling(FILE);
        if (Files.isDirectory(directory)) {
            beside = directory.resolve(FILE);
        }
        if (file != null || Files.exists(beside)) {
            Csv.read(file == null ? beside : file, List.of("run", "kind"), row -> add(row, accepted));
        }
        Csv.read(Labels.file(directory), List.of("run"), row -> {
            Set<String> ids = Csv.names(row.text("cause"));
            if (!ids.isEmpty()) {
                accepted.keySet().removeIf(subject -> subject.run().equals(row.text("run")));
                accepted.put(new Subject(row.text("run"), ANY), Set.copyOf(ids));
            }
        });
        return new Causes(Map.copyOf(accepted));
    }

    private static void add(Row row, Map<Subject, Set<String>> accepted) {
        Set<String> ids = Csv.names(row.text(row.has("causes") ? "causes" : "cause"));
        if (row.text("run").isEmpty() || ids.isEmpty()) {
            throw new IllegalArgumentException("no run or no cause");
        }
        accepted.put(new Subject(row.text("run"), row.text("kind")), Set.copyOf(ids));
    }

    /** Ids that are right for a kind on a run; empty if the truth is not known. */
    public Set<String> of(String run, String kind) {
        Set<String> ids = accepted.get(new Subject(run, kind));
        return ids == null ? accepted.getOrDefault(new Subject(run, ANY), Set.of()) : ids;
    }
}
