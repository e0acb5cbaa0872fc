package io.descentry.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The habits that all our schemas keep, and that other languages and tools rely on. */
class SchemaRulesTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void everySchemaKeepsTheRules(Topic topic) {
        assertThat(violations(History.parse(Schemas.text(topic)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void theTextIsFreeOfJava(Topic topic) {
        assertThat(Schemas.text(topic)).doesNotContain("avro.java");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void theGeneratedClassFollowsTheText(Topic topic) {
        Schema generated = SpecificData.get().getSchema(Schemas.type(topic));
        assertThat(generated
                        .toString()
                        .replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
                        .replace(",\"avro.java.string\":\"String\"", ""))
                .isEqualTo(History.parse(Schemas.text(topic)).toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no doc               | {"name": "a", "type": "int"}
            a blank doc          | {"name": "a", "type": "int", "doc": " "}
            no doc deep inside   | {"name": "a", "doc": "x", "type": {"type": "array", "items": {"type": "record", "name": "S", "doc": "x", "fields": [{"name": "b", "type": "int"}]}}}
            no doc of a record   | {"name": "a", "doc": "x", "type": {"type": "record", "name": "S", "fields": []}}
            a union of two types | {"name": "a", "doc": "x", "type": ["int", "string"]}
            a union of three     | {"name": "a", "doc": "x", "type": ["null", "int", "string"]}
            null comes last      | {"name": "a", "doc": "x", "type": ["int", "null"]}
            no default for null  | {"name": "a", "doc": "x", "type": ["null", "int"]}
            an enum of no default| {"name": "a", "doc": "x", "type": {"type": "enum", "name": "E", "doc": "x", "symbols": ["A"]}}
            """)
    void aBrokenRuleIsFound(String story, String field) {
        Schema schema = History.parse("{\"type\":\"record\",\"name\":\"R\",\"doc\":\"x\",\"fields\":[" + field + "]}");
        assertThat(violations(schema)).hasSize(1);
    }

    @Test
    void aStepInABatchIsAStep() {
        Schema batch = History.parse(Schemas.text(Topic.STEP_BATCHES));
        assertThat(batch.getField("steps").schema().getElementType().toString())
                .isEqualTo(History.parse(Schemas.text(Topic.STEPS)).toString());
    }

    @Test
    void aTopicWithoutRecordsHasNoText() {
        assertThat(Topic.DEAD_LETTERS.type()).isNull();
        assertThatThrownBy(() -> Schemas.text(Topic.DEAD_LETTERS)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<String> violations(Schema schema) {
        List<String> found = new ArrayList<>();
        collect(schema, schema.getName(), found, new HashSet<>());
        return found;
    }

    private static void collect(Schema schema, String where, List<String> found, Set<String> seen) {
        switch (schema.getType()) {
            case RECORD -> {
                if (seen.add(schema.getFullName())) {
                    check(isWritten(schema.getDoc()), where + ": the record has no doc", found);
                    schema.getFields().forEach(field -> collect(field, where + "." + field.name(), found, seen));
                }
            }
            case ENUM -> {
                check(isWritten(schema.getDoc()), where + ": the enum has no doc", found);
                check(schema.getEnumDefault() != null, where + ": the enum has no default symbol", found);
            }
            case ARRAY -> collect(schema.getElementType(), where + "[]", found, seen);
            case MAP -> collect(schema.getValueType(), where + "{}", found, seen);
            case UNION -> {
                List<Schema> types = schema.getTypes();
                check(types.size() == 2 && types.get(0).getType() == Schema.Type.NULL, where + ": union", found);
                types.forEach(type -> collect(type, where, found, seen));
            }
            default -> {}
        }
    }

    private static void collect(Schema.Field field, String where, List<String> found, Set<String> seen) {
        check(isWritten(field.doc()), where + ": the field has no doc", found);
        boolean isNullable = field.schema().getType() == Schema.Type.UNION
                && field.schema().getTypes().get(0).getType() == Schema.Type.NULL
                && field.schema().getTypes().size() == 2;
        check(!isNullable || field.hasDefaultValue(), where + ": null is possible but no default", found);
        collect(field.schema(), where, found, seen);
    }

    private static boolean isWritten(@Nullable String doc) {
        return doc != null && !doc.isBlank();
    }

    private static void check(boolean holds, String violation, List<String> found) {
        if (!holds) {
            found.add(violation);
        }
    }
}
