package io.descentry.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
        Path file = Files.isDirectory(path) ? path.resolve(FILE) : path;
        List<String> lines = Files.readAllLines(file);
        var byRun = new LinkedHashMap<String, Label>();
        List<String> header = lines.isEmpty() ? List.of() : cells(lines.get(0));
        if (!header.containsAll(List.of("run", "label"))) {
            throw new RunFormatException(file.toString(), 1, "no columns run and label", null);
        }
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    Label label = label(new Row(header, cells(lines.get(i))));
                    byRun.put(label.run(), label);
                } catch (IllegalArgumentException e) {
                    throw new RunFormatException(file.toString(), i + 1L, String.valueOf(e.getMessage()), e);
                }
            }
        }
        return new Labels(byRun);
    }

    /** The label of a run. */
    public Optional<Label> of(String run) {
        return Optional.ofNullable(byRun.get(run));
    }

    /** All labels. */
    public List<Label> all() {
        return List.copyOf(byRun.values());
    }

    private record Row(List<String> header, List<String> cells) {
        String text(String column) {
            int place = header.indexOf(column);
            return place >= 0 && place < cells.size() ? cells.get(place).strip() : "";
        }

        long whole(String column, long absent) {
            String text = text(column);
            try {
                return text.isEmpty() ? absent : Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "\"%s\" in column %s is no whole number", text, column), e);
            }
        }
    }

    private static Label label(Row row) {
        Set<String> kinds = kinds(row.text("label"));
        if (row.text("run").isEmpty() || kinds.isEmpty()) {
            throw new IllegalArgumentException("no run or no label");
        }
        String notes = row.text("notes");
        Matcher also = ALSO.matcher(notes);
        String layer = row.text("layer");
        return new Label(
                row.text("run"),
                kinds.equals(Set.of(HEALTHY)) ? Set.of() : kinds,
                also.find() ? kinds(also.group(1)) : Set.of(),
                row.whole("onset_step", 0),
                row.whole("end_step", -1),
                layer.isEmpty() ? null : layer,
                Math.toIntExact(row.whole("rank", -1)),
                notes);
    }

    private static Set<String> kinds(String text) {
        var kinds = new LinkedHashSet<String>();
        for (String kind : text.split("\\|", -1)) {
            if (!kind.isBlank()) {
                kinds.add(kind.strip());
            }
        }
        return Set.copyOf(kinds);
    }

    /** The cells of a line of RFC 4180; a cell with a line break in it is not supported. */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char character = line.charAt(i);
            if (character == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (character == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(character);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
