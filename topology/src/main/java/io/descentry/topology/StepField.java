package io.descentry.topology;

import io.descentry.avro.StepSummary;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What to do with one field of a writer's schema.
 *
 * @param nullBranch branch of a union that means absence, or -1 where the value stands by itself
 * @param writer the field's schema, for those that are passed over
 */
record StepField(
        Sort sort,
        int nullBranch,
        @Nullable Series series,
        @Nullable LayerSeries column,
        Schema writer) {
    /*
     * A record inside a record has no bytes of its own, so that of the layers lies flat among the other fields. Only what is
     * written as we would write it is planned for, or within a union with null where ours may be absent. Anything else that Avro
     * can resolve, such as an int for a long, is left to Avro.
     */

    /** How the bytes of a field are read. */
    enum Sort {
        JOB_ID,
        ATTEMPT,
        RANK,
        STEP,
        TIME,
        SKIPPED,
        CLIPPED,
        TERMS,
        DOUBLE,
        INT,
        LONG,
        DIGEST,
        COLUMN,
        UNKNOWN
    }

    /** The series of a field that has one. */
    Series scalar() {
        return Objects.requireNonNull(series);
    }

    /** The column of a field that is one. */
    LayerSeries layer() {
        return Objects.requireNonNull(column);
    }

    /** Whether null may stand in place of the value. */
    boolean isOptional() {
        return nullBranch >= 0;
    }

    /** The byte before a value that is there: the number of its branch, in Avro's way of writing numbers. */
    int presentByte() {
        return 2 * (1 - nullBranch);
    }

    private static final Schema OURS = StepSummary.getClassSchema();
    private static final String LAYERS = "layers";

    /** What to do with a step of that writer, field by field; empty if Avro's reader is to read it. */
    static Optional<List<StepField>> of(Schema writer) {
        List<StepField> fields = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (Schema.Field field : writer.getFields()) {
            Schema.Field ours = OURS.getField(field.name());
            boolean planned = ours == null
                    ? fields.add(unknown(field.schema()))
                    : ours.name().equals(LAYERS)
                            ? columns(field.schema(), ours.schema(), fields)
                            : known(field.schema(), ours.schema(), sortOf(ours), seriesOf(ours), null, fields);
            if (!planned) {
                return Optional.empty();
            }
            known.add(field.name());
        }
        boolean whole =
                OURS.getFields().stream().allMatch(ours -> ours.hasDefaultValue() || known.contains(ours.name()));
        return whole ? Optional.of(fields) : Optional.empty();
    }

    private static boolean columns(Schema writer, Schema ours, List<StepField> fields) {
        if (writer.getType() != Schema.Type.RECORD || !writer.getFullName().equals(ours.getFullName())) {
            return false;
        }
        for (Schema.Field field : writer.getFields()) {
            Schema.Field column = ours.getField(field.name());
            boolean planned = column == null
                    ? fields.add(unknown(field.schema()))
                    : known(field.schema(), column.schema(), Sort.COLUMN, null, layerSeries(column.name()), fields);
            if (!planned) {
                return false;
            }
        }
        return true;
    }

    private static StepField unknown(Schema writer) {
        return new StepField(Sort.UNKNOWN, -1, null, null, writer);
    }

    private static boolean known(
            Schema writer,
            Schema ours,
            Sort sort,
            @Nullable Series series,
            @Nullable LayerSeries column,
            List<StepField> fields) {
        boolean optional = ours.getType() == Schema.Type.UNION;
        int nullBranch = optional && writer.getType() == Schema.Type.UNION ? nullBranch(writer) : -1;
        Schema value = nullBranch < 0 ? writer : writer.getTypes().get(1 - nullBranch);
        fields.add(new StepField(sort, nullBranch, series, column, writer));
        return isAlike(value, optional ? ours.getTypes().get(1) : ours);
    }

    /** Which of two branches is null; -1 if the union is another. */
    private static int nullBranch(Schema union) {
        List<Schema> types = union.getTypes();
        if (types.size() != 2) {
            return -1;
        }
        return types.get(0).getType() == Schema.Type.NULL ? 0 : types.get(1).getType() == Schema.Type.NULL ? 1 : -1;
    }

    private static boolean isAlike(Schema writer, Schema ours) {
        boolean alike = writer.getType() == ours.getType()
                && (writer.getLogicalType() == null || writer.getLogicalType().equals(ours.getLogicalType()));
        return alike
                && switch (ours.getType()) {
                    case ARRAY -> isAlike(writer.getElementType(), ours.getElementType());
                    case MAP -> isAlike(writer.getValueType(), ours.getValueType());
                    case RECORD, UNION -> false;
                    default -> true;
                };
    }

    private static Sort sortOf(Schema.Field ours) {
        return switch (ours.name()) {
            case "job_id" -> Sort.JOB_ID;
            case "attempt" -> Sort.ATTEMPT;
            case "rank" -> Sort.RANK;
            case "step" -> Sort.STEP;
            case "time" -> Sort.TIME;
            case "step_skipped" -> Sort.SKIPPED;
            case "clipped" -> Sort.CLIPPED;
            case "loss_terms" -> Sort.TERMS;
            case "parameter_digest" -> Sort.DIGEST;
            default ->
                switch (ours.schema().getTypes().get(1).getType()) {
                    case DOUBLE -> Sort.DOUBLE;
                    case INT -> Sort.INT;
                    case LONG -> Sort.LONG;
                    default -> throw new IllegalStateException("no reader of " + ours);
                };
        };
    }

    private static @Nullable Series seriesOf(Schema.Field ours) {
        for (Series series : Series.values()) {
            if (series.label().equals(ours.name())) {
                return series;
            }
        }
        return null;
    }

    private static LayerSeries layerSeries(String name) {
        for (LayerSeries series : LayerSeries.values()) {
            if (series.label().equals(name)) {
                return series;
            }
        }
        throw new IllegalStateException("no column " + name);
    }
}
