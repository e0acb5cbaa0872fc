package io.descentry.standalone.registry;

import java.util.List;

/** What one id stands for: a schema in Avro's JSON, referenced types named and not spelled out. */
record SchemaText(String text, List<SchemaReference> references) {

    SchemaText {
        references = List.copyOf(references);
    }
}
