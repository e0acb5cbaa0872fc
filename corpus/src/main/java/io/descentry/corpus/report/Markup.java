package io.descentry.corpus.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Text that is HTML and well-formed XML at once. Attributes are given as name, value, name, value;
 * a double is a coordinate. */
final class Markup {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element. */
    Markup open(String name, Object... attributes) {
        tag(name, attributes);
        text.append('>');
        open.push(name);
        return this;
    }

    /** Ends the element that was begun last. */
    Markup close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element with text in it. */
    Markup leaf(String name, String content, Object... attributes) {
        return open(name, attributes).text(content).close();
    }

    /** An element that HTML knows to be empty, or one of SVG. */
    Markup empty(String name, Object... attributes) {
        tag(name, attributes);
        text.append("/>");
        return this;
    }

    /** Words. */
    Markup text(String words) {
        escape(words);
        return this;
    }

    /** What is markup already. */
    Markup raw(String markup) {
        text.append(markup);
        return this;
    }

    private void tag(String name, Object... attributes) {
        text.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            Object value = attributes[i + 1];
            escape(value instanceof Double coordinate ? pixel(coordinate) : String.valueOf(value));
            text.append('"');
        }
    }

    private void escape(String words) {
        words.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> text.append("&amp;");
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '"' -> text.append("&quot;");
                default -> text.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
            }
        });
    }

    /** XML has no place for most control characters and for halves of surrogate pairs. */
    private static boolean isAllowed(int character) {
        return character == '\t'
                || character == '\n'
                || (character >= 0x20
                        && !(character >= 0x7F && character < 0xA0)
                        && !(character >= 0xD800 && character < 0xE000)
                        && (character & 0xFFFE) != 0xFFFE);
    }

    /** A coordinate to a tenth of a pixel. */
    static String pixel(double coordinate) {
        String digits = String.format(Locale.ROOT, "%.1f", coordinate);
        return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    }

    /** All of it. */
    @Override
    public String toString() {
        return text.toString();
    }
}
