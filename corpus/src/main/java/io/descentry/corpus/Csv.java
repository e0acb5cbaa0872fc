package io.descentry.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The rows of a CSV file with a header (RFC 4180; a cell with a line break in it is not supported). */
final class Csv {
    private Csv() {}

    /** Takes what a row says; throws {@link IllegalArgumentException} if it makes no sense. */
    interface Reading {
        void take(Row row);
    }

    /** One line by the names of the header. */
    record Row(List<String> header, List<String> cells) {
        /** Whether the file has the column. */
        boolean has(String column) {
            return header.contains(column);
        }

        /** The cell without white space around; empty if there is none. */
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

    /**
     * Reads a file row by row.
     *
     * @param columns that the header must have
     * @throws RunFormatException if a line cannot be read
     */
    static void read(Path file, List<String> columns, Reading reading) throws IOException {
        List<String> lines = Files.readAllLines(file);
        List<String> header = lines.isEmpty() ? List.of() : cells(lines.get(0));
        if (!header.containsAll(columns)) {
            throw new RunFormatException(file.toString(), 1, "no columns " + String.join(" and ", columns), null);
        }
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                try {
                    reading.take(new Row(header, cells(lines.get(i))));
                } catch (IllegalArgumentException e) {
                    throw new RunFormatException(file.toString(), i + 1L, String.valueOf(e.getMessage()), e);
                }
            }
        }
    }

    /** Names joined by {@code |}, in their order. */
    static Set<String> names(String text) {
        var names = new LinkedHashSet<String>();
        for (String name : text.split("\\|", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

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
