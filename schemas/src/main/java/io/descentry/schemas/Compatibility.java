package io.descentry.schemas;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/** By which rule a subject's schema may change; the names are those of Confluent's registry. */
public enum Compatibility {
    /** The newest schema reads what was ever written: for what we read. */
    BACKWARD_TRANSITIVE,
    /** The newest schema reads what was ever written, and all older ones read what it writes: for what others read. */
    FULL_TRANSITIVE;

    /**
     * Why {@code newest} may not follow {@code older}; empty if it may.
     *
     * @param older all former schemas of the subject
     */
    public List<String> problems(Schema newest, List<Schema> older) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < older.size(); i++) {
            String former = "version " + (i + 1);
            addProblems(problems, "it does not read " + former, newest, older.get(i));
            if (this == FULL_TRANSITIVE) {
                addProblems(problems, former + " does not read it", older.get(i), newest);
            }
        }
        return problems;
    }

    private static void addProblems(List<String> problems, String what, Schema reader, Schema writer) {
        SchemaPairCompatibility pair = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        if (pair.getType() == SchemaCompatibilityType.COMPATIBLE) {
            return;
        }
        pair.getResult()
                .getIncompatibilities()
                .forEach(reason -> problems.add(
                        what + ": " + reason.getType() + " at " + reason.getLocation() + ": " + reason.getMessage()));
    }
}
