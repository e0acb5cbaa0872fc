"""Records as Avro in Kafka, by Confluent's client and its Schema Registry serializer."""

from __future__ import annotations

import logging
import time
from typing import Any

from confluent_kafka import KafkaException, Producer
from confluent_kafka.schema_registry import SchemaRegistryClient, topic_subject_name_strategy
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from descentry import schemas
from descentry.guard import tell_once
from descentry.settings import Settings
from descentry.transport import Record

#: librdkafka's own messages ("connection refused" by the second while a broker is away) are for those who look for them.
wire_log = logging.getLogger("descentry.kafka")
wire_log.setLevel(logging.CRITICAL)

#: So many records librdkafka holds; all others wait in our queue, where the oldest can be dropped.
_IN_FLIGHT = 2_000
#: How long a record at a time waits for those of another topic that come before it.
_TURN = 0.2
#: How long the registry is left alone after it failed: at first, and at most.
_REGISTRY_PAUSES = (1.0, 8.0)
#: Of librdkafka's own messages only what is critical comes to us: each would cost the interpreter a call.
_SILENT = 2


def client_settings(settings: Settings) -> dict[str, Any]:
    told = {} if wire_log.isEnabledFor(logging.INFO) else {"log_level": _SILENT}
    return {"bootstrap.servers": settings.bootstrap_servers, **told, **settings.kafka}


def registry_client(settings: Settings) -> SchemaRegistryClient:
    """One is enough for a run: it reads the machine's certificates, which takes a while."""
    return SchemaRegistryClient({"url": settings.schema_registry_url, "timeout": 5, "max.retries": 0, **settings.registry})


class KafkaTransport:
    """Publishes under the job's id. Schemas are looked up, never registered.

    Records of a job keep their order, in each topic by its partition and over topics because what goes to one is delivered
    before anything goes to another: a step that overtakes the description of its job is judged without it. Signs of life may
    come at any time.
    """

    def __init__(self, settings: Settings, registry: SchemaRegistryClient) -> None:
        self._producer = Producer(
            {
                "linger.ms": 5,
                "compression.type": "lz4",
                "enable.idempotence": True,
                # As Java's clients do, so that all topics of a job meet in one task whoever wrote them.
                "partitioner": "murmur2_random",
                "queue.buffering.max.messages": _IN_FLIGHT,
                "log.connection.close": False,
                **client_settings(settings),
            },
            logger=wire_log,
        )
        known = {
            "auto.register.schemas": False, "normalize.schemas": False, "subject.name.strategy": topic_subject_name_strategy,
        }  # fmt: skip
        self._encode = {kind: AvroSerializer(registry, schemas.text(kind), conf=known) for kind in schemas.TOPICS}
        self._context = {kind: SerializationContext(topic, MessageField.VALUE) for kind, topic in schemas.TOPICS.items()}
        self._lost = 0
        self._registry_again = 0.0
        self._pause = _REGISTRY_PAUSES[0]
        self._last = ""

    def send(self, kind: str, record: Record) -> bool:
        if time.monotonic() < self._registry_again or not self._in_turn(kind):
            return False
        topic = schemas.TOPICS[kind]
        try:
            value = self._encode[kind](record, self._context[kind])
        except Exception as error:
            if _is_passing(error):
                tell_once("the schema registry", error)
                self._registry_again = time.monotonic() + self._pause
                self._pause = min(2 * self._pause, _REGISTRY_PAUSES[1])
                return False
            raise
        try:
            self._producer.produce(topic, key=record["job_id"], value=value, timestamp=record["time"], on_delivery=self._delivered)
        except BufferError:
            return False
        return True

    def _in_turn(self, kind: str) -> bool:
        if kind in (self._last, "Heartbeat"):
            return True
        if self._producer.flush(_TURN):
            return False
        self._last = kind
        return True

    def _delivered(self, error: Any, message: Any) -> None:
        if error is not None:
            self._lost += 1
            tell_once("publishing", KafkaException(error))

    def poll(self) -> None:
        self._producer.poll(0)

    def lost(self) -> int:
        return self._lost

    def close(self, seconds: float) -> None:
        self._lost += self._producer.flush(seconds)
        # Without this, librdkafka waits for messages that nobody will take when it is freed.
        self._producer.purge()


def _is_passing(error: BaseException | None) -> bool:
    """Whether the registry is away or has not got the schema yet, rather than the record being wrong."""
    seen = 0
    while error is not None and seen < 8:
        name = type(error).__name__
        if name in ("SchemaRegistryError", "ConnectionError") or "Connect" in name or "Timeout" in name:
            return True
        if isinstance(error, OSError):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False
