package io.descentry.corpus;

import io.descentry.corpus.Csv.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The truth about the runs of one directory: its {@code labels.csv}, in the order of the file. */
public final class Labels {
    /** Name of the file. */
    public static final String FILE = "labels.csv";

    private static final String HEALTHY = "healthy";
    private static final Pattern ALSO = Pattern.compile("also:\\[([^\\]]*)\\]");

    private final Map<String, Label> byRun;

    private Labels(Map<String, Label> byRun) {
        this.byRun = byRun;
    }

    /**
     * Reads the labels; a directory stands for the file in it.
     *
     * @throws RunFormatException if a line of it cannot be read
     */
    public static Labels read(Path path) throws IOException {
        var byRun = new LinkedHashMap<String, Label>();
        Csv.read(file(path), List.of("run", "label"), row -> {
            Label label = label(row);
            byRun.put(label.run(), label);
        });
        return new Labels(byRun);
    }

    static Path file(Path path) {
        return Files.isDirectory(path) ? path.resolve(FILE) : path;
    }

    /** The label of a run. */
    public Optional<Label> of(String run) {
        return Optional.ofNullable(byRun.get(run));
    }

    /** All labels. */
    public List<Label> all() {
        return List.copyOf(byRun.values());
    }

    private static Label label(Row row) {
        Set<String> kinds = Csv.names(row.text("label"));
        if (row.text("run").isEmpty() || kinds.isEmpty()) {
            throw new IllegalArgumentException("no run or no label");
        }
        String notes = row.text("notes");
        Matcher also = ALSO.matcher(notes);
        String layer = row.text("layer");
        return new Label(
                row.text("run"),
                kinds.equals(Set.of(HEALTHY)) ? Set.of() : Set.copyOf(kinds),
                also.find() ? Set.copyOf(Csv.names(also.group(1))) : Set.of(),
                row.whole("onset_step", 0),
                row.whole("end_step", -1),
                layer.isEmpty() ? null : layer,
                Math.toIntExact(row.whole("rank", -1)),
                notes);
    }
}
