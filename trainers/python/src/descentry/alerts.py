"""The way back: what Descentry says about this run."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from descentry import schemas
from descentry.guard import log, tell_once
from descentry.settings import Settings

#: How long an end may have to wait for the thread that listens; an alert wakes it at once.
_WAIT = 0.5
_LEVELS = {"CRITICAL": logging.ERROR, "WARNING": logging.WARNING}


@dataclass(frozen=True)
class Alert:
    """One change in the life of an alert, see AlertEvent."""

    kind: str
    status: str
    severity: str
    step: int
    first_step: int
    layer: str | None
    rank: int | None
    summary: str
    description: str
    #: most telling first: id, why, score, remedies
    causes: list[dict[str, Any]] = field(repr=False)
    #: false for what follows from another alert
    pages: bool
    #: seconds between the change and its being heard here
    delay: float
    record: dict[str, Any] = field(repr=False)

    @staticmethod
    def of(record: dict[str, Any]) -> Alert:
        return Alert(
            record["kind"], record["status"], record["severity"], record["detected_step"], record["first_step"], record["layer"],
            record["rank"], record["summary"], record["description"], record["causes"], record["pages"],
            time.time() - record["time"].timestamp(), record,
        )  # fmt: skip

    @property
    def is_open(self) -> bool:
        return self.status in ("FIRING", "ESCALATED")

    def __str__(self) -> str:
        place = "".join(
            [
                f", layer {self.layer}" if self.layer is not None else "",
                f", rank {self.rank}" if self.rank is not None else "",
            ]
        )
        what = f"{self.severity} {self.kind} {self.status.lower()} at step {self.step}"
        lines = [f"{what}, {self.delay:.1f} s ago{place}: {self.description}"]
        if self.is_open and self.causes:
            lines.append(f"  likely: {self.causes[0]['why']}")
            lines.extend(f"  try: {remedy}" for remedy in (self.causes[0].get("remedies") or [])[:1])
        return "\n".join(lines)


def tell(alert: Alert) -> None:
    """Says it in the log of the run; what is over, or for information, at level INFO."""
    log.log(_LEVELS.get(alert.severity, logging.INFO) if alert.is_open and alert.pages else logging.INFO, "%s", alert)


class Follower:
    """Reads the alerts of one job on a thread of its own.

    :param registry: the client of the Schema Registry
    :param since: alerts about what happened from then on are heard, however long it takes to reach the broker; milliseconds
        since the epoch
    """

    def __init__(self, settings: Settings, registry: Any, job: str, heard: Callable[[Alert], None], since: int) -> None:
        self._settings = settings
        self._registry = registry
        self._job = job
        self._since = since
        self._heard = heard
        self._closing = threading.Event()
        self._pid = os.getpid()
        #: set when every later alert will be heard
        self.listening = threading.Event()
        #: processor time of the thread so far
        self.seconds = 0.0
        self._thread = threading.Thread(target=self._run, name="descentry-alerts", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._follow()
            except Exception as error:
                tell_once("following the alerts", error)
                self._closing.wait(2)

    def _follow(self) -> None:
        from confluent_kafka import Consumer, KafkaException, TopicPartition
        from confluent_kafka.schema_registry.avro import AvroDeserializer
        from confluent_kafka.serialization import MessageField, SerializationContext

        from descentry.kafka import client_settings, wire_log

        own = {
            # Never joined nor committed: partitions are assigned by hand. librdkafka wants a name all the same.
            "group.id": f"descentry-{self._job}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
        consumer = Consumer({**client_settings(self._settings), **own}, logger=wire_log)
        try:
            decode = AvroDeserializer(self._registry)
            topic = schemas.ALERT_EVENTS
            while not self._closing.is_set():
                try:
                    found = consumer.list_topics(topic, timeout=2).topics[topic].partitions
                except Exception as error:
                    tell_once("looking for the alerts", error)
                    found = {}
                if found:
                    break
                self._closing.wait(1)
            else:
                return
            ends = {each: consumer.get_watermark_offsets(TopicPartition(topic, each), timeout=5)[1] for each in found}
            # The time of an alert's record is that of the step it is about.
            starts = consumer.offsets_for_times([TopicPartition(topic, each, self._since) for each in found], timeout=10)
            for start in starts:
                if start.error is not None:
                    raise KafkaException(start.error)
                if start.offset < 0:  # nothing since then, before the end was looked up
                    start.offset = ends[start.partition]
            consumer.assign(starts)
            self.listening.set()
            key, context = self._job.encode(), SerializationContext(topic, MessageField.VALUE)
            while not self._closing.is_set():
                self.seconds = time.thread_time()
                message = consumer.poll(_WAIT)
                if message is None or message.error() or message.key() != key or message.value() is None:
                    continue
                try:
                    self._heard(Alert.of(decode(message.value(), context)))
                except Exception as error:
                    tell_once("hearing an alert", error)
        finally:
            consumer.close()

    def close(self, seconds: float) -> None:
        self._closing.set()
        if self._pid == os.getpid() and threading.current_thread() is not self._thread:
            self._thread.join(seconds)
