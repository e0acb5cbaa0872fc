package io.descentry.schemas;

import static io.descentry.schemas.Compatibility.BACKWARD_TRANSITIVE;
import static io.descentry.schemas.Compatibility.FULL_TRANSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of the history finds what it is there for. */
class CompatibilityTest {
    private static final String BASE = """
            {"name": "a", "type": "long"}, {"name": "b", "type": "string", "default": ""}""";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            nothing changes              | {"name":"a","type":"long"},{"name":"b","type":"string","default":""} | true | true
            a field with a default comes | {"name":"a","type":"long"},{"name":"b","type":"string","default":""},{"name":"c","type":"int","default":0} | true | true
            a field without one comes    | {"name":"a","type":"long"},{"name":"b","type":"string","default":""},{"name":"c","type":"int"} | false | false
            a field with a default goes  | {"name":"a","type":"long"} | true | true
            a field without one goes     | {"name":"b","type":"string","default":""} | true | false
            a default goes               | {"name":"a","type":"long"},{"name":"b","type":"string"} | true | true
            a type widens                | {"name":"a","type":"double"},{"name":"b","type":"string","default":""} | true | false
            a type narrows               | {"name":"a","type":"int"},{"name":"b","type":"string","default":""} | false | false
            a type changes               | {"name":"a","type":"string"},{"name":"b","type":"string","default":""} | false | false
            null becomes possible        | {"name":"a","type":["null","long"]},{"name":"b","type":"string","default":""} | true | false
            """)
    void judgesAChange(String story, String fields, boolean backward, boolean full) {
        List<Schema> older = List.of(record(BASE));
        assertThat(BACKWARD_TRANSITIVE.problems(record(fields), older).isEmpty())
                .isEqualTo(backward);
        assertThat(FULL_TRANSITIVE.problems(record(fields), older).isEmpty()).isEqualTo(full);
    }

    @Test
    void everyFormerVersionCountsNotOnlyTheLast() {
        List<Schema> older = List.of(record("{\"name\": \"a\", \"type\": \"long\"}"), record(BASE));
        Schema newest = record("""
                {"name": "a", "type": "long"}, {"name": "b", "type": "string"}""");
        assertThat(BACKWARD_TRANSITIVE.problems(newest, older))
                .singleElement()
                .asString()
                .contains("version 1", "READER_FIELD_MISSING_DEFAULT_VALUE");
    }

    private static Schema record(String fields) {
        return History.parse("{\"type\": \"record\", \"name\": \"R\", \"fields\": [" + fields + "]}");
    }
}
