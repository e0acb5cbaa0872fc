package io.descentry.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A page of docs that people write, but for parts that are made: each between two lines that say so. */
final class Page {
    private final Path file;

    Page(String name) {
        file = Path.of("..", "docs", name);
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    /** What stands in a part. */
    String part(String name) throws IOException {
        String text = text();
        String begin = begin(name);
        int from = text.indexOf(begin);
        assertThat(from).as("%s has a line %s", file, begin.strip()).isNotNegative();
        int to = text.indexOf(end(name), from);
        assertThat(to).as("%s has a line %s", file, end(name)).isNotNegative();
        return text.substring(from + begin.length(), to);
    }

    /** The part is as it is made; with -Dapprove=true it is written so first. */
    void holds(String name, String made) throws IOException {
        String before = part(name);
        if (Boolean.getBoolean("approve")) {
            Files.writeString(file, text().replace(begin(name) + before + end(name), begin(name) + made + end(name)));
        }
        assertThat(part(name))
                .as("%s is made by this test with -Dtest.jvm.options=-Dapprove=true, see CONTRIBUTING.md", name)
                .isEqualTo(made);
    }

    static String table(List<String> head, List<List<String>> rows) {
        return row(head)
                + "| --- ".repeat(head.size())
                + "|\n"
                + rows.stream().map(Page::row).collect(Collectors.joining());
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String begin(String name) {
        return "<!-- made: " + name + " -->\n";
    }

    private static String end(String name) {
        return "<!-- end: " + name + " -->";
    }
}
