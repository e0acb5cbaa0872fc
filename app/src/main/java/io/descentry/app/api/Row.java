package io.descentry.app.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;

/**
 * One line of a list and its place in it.
 *
 * @param weight heavier ones come first
 * @param id decides between equals, in the order of its characters
 */
record Row(long weight, String id, ObjectNode json) {
    static final Comparator<Row> ORDER =
            Comparator.comparingLong(Row::weight).reversed().thenComparing(Row::id);

    /** Where a list goes on: behind a row of this weight and id. */
    record Cursor(long weight, String id) {
        private static final Base64.Decoder READ = Base64.getUrlDecoder();
        private static final Base64.Encoder WRITE = Base64.getUrlEncoder().withoutPadding();

        static Cursor read(String text) throws Wrong {
            try {
                String plain = new String(READ.decode(text), StandardCharsets.UTF_8);
                int colon = plain.indexOf(':');
                return new Cursor(Long.parseLong(plain.substring(0, Math.max(0, colon))), plain.substring(colon + 1));
            } catch (IllegalArgumentException e) {
                throw new Wrong("cursor must be the next_cursor of an answer");
            }
        }

        String write() {
            return WRITE.encodeToString((weight + ":" + id).getBytes(StandardCharsets.UTF_8));
        }

        boolean isBefore(Row row) {
            return weight == row.weight() ? id.compareTo(row.id()) < 0 : weight > row.weight();
        }
    }
}
