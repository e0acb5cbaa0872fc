"""The way back: what Descentry says about this run."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from descentry import schemas
from descentry.guard import log, tell_once
from descentry.settings import Settings

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
    record: dict[str, Any] = field(repr=False)

    @staticmethod
    def of(record: dict[str, Any]) -> Alert:
        return Alert(
            record["kind"], record["status"], record["severity"], record["detected_step"], record["first_step"], record["layer"],
            record["rank"], record["summary"], record["description"], record["causes"], record["pages"], record,
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
        lines = [f"{self.severity} {self.kind} {self.status.lower()} at step {self.step}{place}: {self.description}"]
        if self.is_open and self.causes:
            lines.append(f"  likely: {self.causes[0]['why']}")
            lines.extend(f"  try: {remedy}" for remedy in (self.causes[0].get("remedies") or [])[:1])
        return "\n".join(lines)


def tell(alert: Alert) -> None:
    """Says it in the log of the run; what is over, or for information, at level INFO."""
    log.log(_LEVELS.get(alert.severity, logging.INFO) if alert.is_open and alert.pages else logging.INFO, "%s", alert)


class Follower:
    """Reads the alerts of one job on a thread of its own, from the moment on at which it was made."""

    def __init__(self, settings: Settings, job: str, heard: Callable[[Alert], None]) -> None:
        self._settings = settings
        self._job = job
        self._heard = heard
        self._closing = threading.Event()
        self._pid = os.getpid()
        #: set when every later alert will be heard
        self.listening = threading.Event()
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
        from confluent_kafka import OFFSET_END, Consumer, TopicPartition
        from confluent_kafka.schema_registry.avro import AvroDeserializer
        from confluent_kafka.serialization import MessageField, SerializationContext

        from descentry.kafka import client_settings, registry_client, wire_log

        own = {
            # Never joined nor committed: partitions are assigned by hand. librdkafka wants a name all the same.
            "group.id": f"descentry-{self._job}",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
        }
        consumer = Consumer({**client_settings(self._settings), **own}, logger=wire_log)
        try:
            decode = AvroDeserializer(registry_client(self._settings))
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
            starts = []
            for partition in found:
                _, end = consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=5)
                starts.append(TopicPartition(topic, partition, end if end is not None else OFFSET_END))
            consumer.assign(starts)
            self.listening.set()
            key, context = self._job.encode(), SerializationContext(topic, MessageField.VALUE)
            while not self._closing.is_set():
                message = consumer.poll(0.2)
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
