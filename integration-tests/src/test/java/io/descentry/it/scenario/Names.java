package io.descentry.it.scenario;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several names in one text: {@code h7}, {@code h1, h3}, {@code h1 to h15}, or any of these with commas between. */
final class Names {
    private static final Pattern RANGE = Pattern.compile("(.*?)(\\d+) to \\1(\\d+)");

    private Names() {}

    static List<String> of(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .flatMap(Names::each)
                .toList();
    }

    private static Stream<String> each(String part) {
        Matcher range = RANGE.matcher(part);
        if (!range.matches()) {
            return Stream.of(part);
        }
        return IntStream.rangeClosed(Integer.parseInt(range.group(2)), Integer.parseInt(range.group(3)))
                .mapToObj(n -> range.group(1) + n);
    }

    /** The name that is the n-th one's, from 0, where names are dealt out in turn. */
    static String dealt(String text, int n) {
        List<String> names = of(text);
        return names.get(n % names.size());
    }
}
