"""What can be set, by argument or by environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MODES = ("online", "file", "disabled")


@dataclass(frozen=True)
class Settings:
    """Everything but the facts of the run. Each field is also ``DESCENTRY_<NAME>``; an argument of ``watch`` wins."""

    #: online publishes to Kafka, file writes what ``./descentry replay`` reads, disabled does nothing
    mode: str = "online"
    bootstrap_servers: str = "localhost:9092"
    schema_registry_url: str = "http://localhost:8081"
    #: folder of the logs in mode file
    directory: str = "descentry-runs"
    #: statistics of layers and gradients may cost this share of the time of a step; 0 turns them off
    budget: float = 0.003
    #: measure layers at each n-th step, whatever it costs; 0 leaves it to ``budget``
    layers_every: int = 0
    #: hash all parameters at each n-th step, in runs of several ranks; 0 never
    digest_every: int = 100
    #: measure how far each step moves the weights; takes a copy of them at steps that are measured
    updates: bool = True
    #: all ranks report, or only "zero"
    ranks: str = "all"
    #: records that wait for the network; the oldest is dropped for a new one
    queue: int = 10_000
    heartbeat_seconds: float = 10.0
    #: how long the end of a run waits for what is still queued
    close_seconds: float = 5.0
    #: how long the end of a run then listens for alerts about its last steps
    linger_seconds: float = 0.0
    #: settings of librdkafka, by environment DESCENTRY_KAFKA_SECURITY_PROTOCOL and so on
    kafka: Mapping[str, str] = field(default_factory=dict)
    #: settings of the Schema Registry client, by environment DESCENTRY_REGISTRY_BASIC_AUTH_USER_INFO and so on
    registry: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wrong = []
        if self.mode not in MODES:
            wrong.append(f"mode is {self.mode!r}, not one of {', '.join(MODES)}")
        if not 0 <= self.budget <= 1:
            wrong.append(f"budget is {self.budget}, not a share from 0 to 1")
        if self.ranks not in ("all", "zero"):
            wrong.append(f"ranks is {self.ranks!r}, neither all nor zero")
        if self.queue < 1:
            wrong.append(f"queue is {self.queue}, below 1")
        wrong.extend(f"{name} is below 0" for name in ("layers_every", "digest_every") if getattr(self, name) < 0)
        if self.heartbeat_seconds <= 0:
            wrong.append(f"heartbeat_seconds is {self.heartbeat_seconds}, not above 0")
        if wrong:
            raise ValueError("; ".join(wrong))

    @staticmethod
    def of(arguments: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
        """Defaults, then the environment, then arguments."""
        given: dict[str, Any] = {}
        for each in fields(Settings):
            if each.name in ("kafka", "registry"):
                prefix = f"DESCENTRY_{each.name.upper()}_"
                given[each.name] = {
                    name[len(prefix) :].lower().replace("_", "."): value
                    for name, value in environment.items()
                    if name.startswith(prefix)
                } | dict(arguments.get(each.name) or {})
                continue
            text = environment.get(f"DESCENTRY_{each.name.upper()}")
            if text is not None:
                given[each.name] = _parse(each.name, text, type(each.default))
            if arguments.get(each.name) is not None:
                given[each.name] = arguments[each.name]
        return Settings(**given)


def _parse(name: str, text: str, kind: type) -> Any:
    if kind is bool:
        if text.lower() not in ("true", "false", "1", "0"):
            raise ValueError(f"DESCENTRY_{name.upper()} is {text!r}, neither true nor false")
        return text.lower() in ("true", "1")
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"DESCENTRY_{name.upper()} is {text!r}, not a number") from None
