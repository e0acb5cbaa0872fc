"""Prints each page once: alert_consumer.py BOOTSTRAP_SERVERS REGISTRY_URL GROUP. Needs confluent-kafka[avro,schemaregistry]."""

import sys

from confluent_kafka import Consumer, KafkaException
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer
from confluent_kafka.serialization import MessageField, SerializationContext

topic = "descentry.alert-events"
decode = AvroDeserializer(SchemaRegistryClient({"url": sys.argv[2]}))
consumer = Consumer({
    "bootstrap.servers": sys.argv[1],
    "group.id": sys.argv[3],
    "isolation.level": "read_committed",  # what an aborted transaction wrote was never said
    "enable.auto.commit": False,  # an alert counts as read when it is handled
    "auto.offset.reset": "earliest",
})
consumer.subscribe([topic])
while True:
    message = consumer.poll(1.0)
    if message is None:
        continue
    if message.error():
        raise KafkaException(message.error())
    alert = decode(message.value(), SerializationContext(topic, MessageField.VALUE))
    if alert["pages"]:  # else it follows from one that paged, or is for reading only
        job = message.key().decode()
        print(alert["event_id"], alert["status"], alert["severity"], alert["kind"], "of", job + ":", alert["description"], flush=True)
    consumer.commit(message)
