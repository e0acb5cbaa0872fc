package io.descentry.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;

/** The schemas of our topics as we wrote them: this text is what gets registered. */
public final class Schemas {
    private Schemas() {}

    /**
     * The schema text of a topic's values, unchanged from its {@code .avsc}.
     *
     * @throws IllegalArgumentException for a topic without a record type
     */
    public static String text(Topic topic) {
        String resource = "/avro/" + type(topic).getSimpleName() + ".avsc";
        try (InputStream in = Schemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    /**
     * The record type of a topic's values.
     *
     * @throws IllegalArgumentException for a topic without a record type
     */
    public static Class<? extends SpecificRecord> type(Topic topic) {
        Class<? extends SpecificRecord> type = topic.type();
        if (type == null) {
            throw new IllegalArgumentException(topic.topicName() + " has no record type");
        }
        return type;
    }
}
