package io.descentry.app.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** The first rows behind a cursor, of however many; it never holds more than one beyond its limit. */
final class Page {
    private final int limit;
    private final Optional<Row.Cursor> after;
    private final PriorityQueue<Row> rows = new PriorityQueue<>(Row.ORDER.reversed());
    private long total;

    Page(int limit, Optional<Row.Cursor> after) {
        this.limit = limit;
        this.after = after;
    }

    /** Takes in a row that matches. */
    void add(Row row) {
        total++;
        offer(row);
    }

    /** Takes in what another instance has picked from its rows. */
    void add(List<Row> picked, long ofTotal) {
        total += ofTotal;
        picked.forEach(this::offer);
    }

    private void offer(Row row) {
        if (after.isPresent() && !after.get().isBefore(row)) {
            return;
        }
        rows.add(row);
        if (rows.size() > limit + 1) {
            rows.remove();
        }
    }

    /** The rows in order, with the one beyond the limit if there is one. */
    private List<Row> inOrder() {
        List<Row> ordered = new ArrayList<>(rows);
        ordered.sort(Row.ORDER);
        return ordered;
    }

    /** As it is handed to another instance: with the row beyond, so that it can tell whether there are more. */
    void writeWhole(ObjectNode to, String name) {
        to.put("total", total);
        ArrayNode array = to.putArray(name);
        inOrder().forEach(row -> array.add(row.json()));
    }

    /** As it is answered. */
    void write(ObjectNode to, String name) {
        List<Row> ordered = inOrder();
        boolean more = ordered.size() > limit;
        to.put("total", total);
        if (more) {
            Row last = ordered.get(limit - 1);
            to.put("next_cursor", new Row.Cursor(last.weight(), last.id()).write());
        } else {
            to.putNull("next_cursor");
        }
        ArrayNode array = to.putArray(name);
        ordered.subList(0, more ? limit : ordered.size()).forEach(row -> array.add(row.json()));
    }
}
