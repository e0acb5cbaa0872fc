package io.descentry.standalone.cli;

import io.descentry.app.cli.CommandFailed;
import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which of the recorded runs the demo shows: faults of all families, and healthy runs among them. */
final class DemoRuns {
    /** Mixed on purpose: trainers do not come sorted by what is wrong with them. */
    private static final List<String> SHOWN = List.of(
            "d015", // loss_spike
            "d070", // healthy
            "d067", // input_scale
            "d001", // plateau_mid
            "d123", // healthy
            "d056", // dead_relu, after a single wild step
            "d118", // loss_divergence
            "d079", // gradient_vanishing
            "d100", // overfitting
            "d125", // healthy
            "d013", // non_finite, on one rank of four
            "d012", // single_class_batches
            "d089", // healthy
            "d084", // label_misalignment
            "d121", // unchanged_weights
            "d075"); // multitask_imbalance

    private DemoRuns() {}

    /** The runs of the demo in a directory with labels.csv. */
    static List<DemoRun> in(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new CommandFailed("there are no recorded runs in " + directory + "; name a directory with --runs");
        }
        Labels labels = Labels.read(directory);
        Map<String, Run> runs = Runs.in(directory).stream().collect(Collectors.toMap(Run::name, Function.identity()));
        List<DemoRun> shown = new ArrayList<>();
        for (String name : SHOWN) {
            Run run = runs.get(name);
            Label label = labels.of(name).orElse(null);
            if (run == null || label == null) {
                throw new CommandFailed("run " + name + " or its label is missing in " + directory);
            }
            shown.add(DemoRun.of(run, label));
        }
        return shown;
    }
}
