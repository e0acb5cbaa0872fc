import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Prints each page once: AlertConsumer BOOTSTRAP_SERVERS REGISTRY_URL GROUP. Needs kafka-avro-serializer of Confluent. */
class AlertConsumer {
    public static void main(String[] args) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", args[0], "schema.registry.url", args[1], "group.id", args[2],
                "isolation.level", "read_committed", // what an aborted transaction wrote was never said
                "enable.auto.commit", "false", // an alert counts as read when it is handled
                "auto.offset.reset", "earliest",
                "key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer",
                "value.deserializer", "io.confluent.kafka.serializers.KafkaAvroDeserializer");
        try (var consumer = new KafkaConsumer<String, GenericRecord>(settings)) {
            consumer.subscribe(List.of("descentry.alert-events"));
            while (true) {
                for (ConsumerRecord<String, GenericRecord> message : consumer.poll(Duration.ofSeconds(1))) {
                    GenericRecord alert = message.value();
                    if ((Boolean) alert.get("pages")) { // else it follows from one that paged, or is for reading only
                        System.out.println(alert.get("event_id") + " " + alert.get("status") + " " + alert.get("severity")
                                + " " + alert.get("kind") + " of " + message.key() + ": " + alert.get("description"));
                    }
                }
                consumer.commitSync();
            }
        }
    }
}
