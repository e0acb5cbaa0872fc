"""One training run as Descentry sees it, without any framework: descriptions, steps, evaluations, its end."""

from __future__ import annotations

import atexit
import os
import sys
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from types import TracebackType
from typing import Any, Literal, TypeVar

from descentry import schemas
from descentry.alerts import Alert, Follower, tell
from descentry.files import FileTransport
from descentry.guard import harmless, log, tell_once
from descentry.outbox import Outbox
from descentry.settings import Settings
from descentry.transport import Record, Transport
from descentry.world import Placements, World, job_id

T = TypeVar("T")
OnAlert = Literal["log", "stop", "checkpoint"] | Callable[[Alert], None] | None
State = Literal["FINISHED", "FAILED", "CANCELLED"]

FACTS = (
    "name", "project", "owner", "cluster", "labels", "framework", "model", "task", "loss_kind", "num_classes", "optimizer",
    "learning_rate", "weight_decay", "batch_size", "precision", "warmup_steps", "expected_steps", "layers", "image", "dataset",
    "reference_job", "settings",
)  # fmt: skip

_living: weakref.WeakSet[Run] = weakref.WeakSet()


class Run:
    """Tells of one run. Every method may be called at any time and none of them raises.

    This is also the plain interface, for JAX and whatever has no adapter: ``step(loss=..., grad_norm=...)`` with numbers.
    """

    def __init__(
        self, job: str, settings: Settings, world: World, *, on_alert: OnAlert = "log", facts: Mapping[str, Any] | None = None,
        run_id: str | None = None,
    ) -> None:  # fmt: skip
        self.job_id = run_id or job_id(job, world)
        self.settings = settings
        self.world = world
        #: the last step that was told of; -1 before the first
        self.last_step = -1
        #: alerts heard so far, oldest first
        self.alerts: list[Alert] = []
        #: called on the background thread with each step, when its numbers have arrived
        self.each_step: Callable[[Record], None] | None = None
        self._facts: dict[str, Any] = {"name": job, **_known(facts or {})}
        self._on_alert = on_alert
        self._stop = False
        self._time = 0
        self._beat = time.monotonic()
        self._pid = os.getpid()
        #: false where nothing is sent: disabled, ended, or in a forked child
        self.active = False
        self._told: Record | None = None
        self._outbox: Outbox | None = None
        self._follower: Follower | None = None
        if settings.mode == "disabled" or (settings.ranks == "zero" and world.rank):
            return
        if settings.mode == "online":
            # Now, as the interpreter reads it for a second or so, in which steps would be slower if a thread did it beside them.
            from descentry.kafka import registry_client

            self._registry = registry_client(settings)
        self._placements = Placements(self.job_id, world)
        self._outbox = Outbox(self._transport, settings.queue, self._tick)
        if settings.mode == "online" and on_alert is not None and world.rank == 0:
            self._follower = Follower(settings, self._registry, self.job_id, self._hear, time.time_ns() // 1_000_000)
        self.active = True
        _living.add(self)

    def _transport(self) -> Transport:
        if self.settings.mode == "file":
            return FileTransport(self.settings.directory, self.job_id, self.world.rank, self.world.attempt)
        from descentry.kafka import KafkaTransport

        return KafkaTransport(self.settings, self._registry)

    @property
    def background_seconds(self) -> float:
        """Processor time of the threads that send and listen, so far."""
        return sum(each.seconds for each in (self._outbox, self._follower) if each is not None)

    @property
    def lost(self) -> int:
        """Records that were dropped because the queue was full, or given up by the network."""
        return self._outbox.lost() if self._outbox is not None else 0

    @property
    def should_stop(self) -> bool:
        """True once a critical alert asks for the end, if ``on_alert`` is "stop" or "checkpoint"."""
        return self._stop

    @property
    def should_checkpoint(self) -> bool:
        """True once it is to end, but not without a checkpoint."""
        return self._stop and self._on_alert == "checkpoint"

    def until_stopped(self, items: Iterable[T]) -> Iterator[T]:
        """The items, as long as no alert asks for the end: ``for x, y in monitor.until_stopped(loader)``."""
        for item in items:
            if self._stop:
                return
            yield item

    def fact(self, name: str) -> Any:
        """What was said of the job, or None."""
        return self._facts.get(name)

    def knows(self, name: str) -> bool:
        return self._facts.get(name) is not None

    @harmless(None)
    def describe(self, **facts: Any) -> None:
        """Says what the job is; what was said before still holds. Fields as in JobDescription. Rank 0 speaks for all."""
        self._facts.update(_known(facts))
        self._describe("RUNNING")

    def _describe(self, state: str) -> None:
        if self._outbox is None or self.world.rank or self._pid != os.getpid():
            return
        record: Record = {
            "job_id": self.job_id, "attempt": self.world.attempt, "state": state, "time": 0, "world_size": self.world.size,
            "labels": {}, "layers": [], "settings": {}, **{name: None for name in FACTS if name not in ("labels", "layers", "settings")},
            **self._facts, "ranks": self._placements.listed(),
        }  # fmt: skip
        if state == "RUNNING" and self._told == record:
            return
        self._told = dict(record)
        record["time"] = self._now()

        def complete() -> Record:
            # A run may be over before anybody looked for the notes of its other ranks.
            if state != "RUNNING" and self._placements.news():
                record["ranks"] = self._placements.listed()
            return record

        self._outbox.put("JobDescription", complete, first=state == "RUNNING")

    def _now(self) -> int:
        """Strictly rising, so that a log in a file says the same as what was sent."""
        self._time = max(self._time + 1, time.time_ns() // 1_000_000)
        return self._time

    @harmless(None)
    def step(self, loss: float | None = None, *, step: int | None = None, **values: Any) -> None:
        """Tells of one optimizer step. ``values`` are fields of StepSummary; ``layers`` a dictionary of columns."""
        self.report(lambda: {"loss": loss, **values}, step)

    def report(self, tell: Callable[[], Record], step: int | None = None) -> None:
        """:param tell: fields of StepSummary; asked on the background thread"""
        if not self.active or self._outbox is None:
            return
        if self._told is None:
            self._describe("RUNNING")
        at = self.last_step = self.last_step + 1 if step is None else step
        now = self._now()
        self._outbox.put("StepSummary", lambda: self._summary(at, now, tell()))

    def _summary(self, step: int, now: int, values: Record) -> Record:
        record: Record = {
            **_BLANK, "job_id": self.job_id, "attempt": self.world.attempt, "rank": self.world.rank, "step": step, "time": now, **values,
        }  # fmt: skip
        layers = record["layers"]
        record["layers"] = {name: layers.get(name, ()) for name in schemas.layer_columns()} if layers else _no_layers()
        for name in _REALS:
            value = record[name]
            if value is not None and type(value) is not float:
                record[name] = float(value)
        if self.each_step is not None:
            self.each_step(record)
        return record

    @harmless(None)
    def evaluate(
        self, loss: float | None = None, *, split: str = "validation", step: int | None = None, epoch: float | None = None,
        samples: int | None = None, checkpoint: str | None = None, **metrics: float,
    ) -> None:  # fmt: skip
        """Tells of an evaluation; further arguments are metrics, ``accuracy`` from 0 to 1 among them. Rank 0 speaks for all."""
        if not self.active or self._outbox is None or self.world.rank:
            return
        if self._told is None:
            self._describe("RUNNING")
        record: Record = {
            "job_id": self.job_id, "attempt": self.world.attempt, "step": max(0, self.last_step) if step is None else step,
            "epoch": epoch, "time": self._now(), "split": split, "loss": None if loss is None else float(loss),
            "metrics": {name: float(value) for name, value in metrics.items() if value is not None},
            "samples": samples, "checkpoint": checkpoint,
        }  # fmt: skip
        self._outbox.put("EvalSummary", lambda: record)

    @harmless(None)
    def end(self, state: State = "FINISHED") -> None:
        """Says that the run is over and waits, for ``close_seconds`` at most, until all is sent."""
        if not self.active or self._outbox is None:
            return
        if self._told is not None:
            self._describe(state)
        self.active = False
        self._outbox.close(self.settings.close_seconds)
        if self._follower is not None:
            time.sleep(self.settings.linger_seconds)
            self._follower.close(2.0)
        _living.discard(self)

    def _tick(self) -> None:
        """Now and then, on the background thread."""
        outbox = self._outbox
        if outbox is None or not self.active:
            return
        if self._told is not None and not self.world.rank and self._placements.news():
            self._describe("RUNNING")
        now = time.monotonic()
        if self.settings.mode == "online" and self._told_or_rank() and now - self._beat >= self.settings.heartbeat_seconds:
            self._beat = now
            beat = {
                "job_id": self.job_id, "attempt": self.world.attempt, "rank": self.world.rank, "step": self.last_step,
                "time": time.time_ns() // 1_000_000,
            }  # fmt: skip
            outbox.put("Heartbeat", lambda: beat)

    def _told_or_rank(self) -> bool:
        return self._told is not None or self.world.rank > 0

    def _hear(self, alert: Alert) -> None:
        self.alerts.append(alert)
        if callable(self._on_alert):
            try:
                self._on_alert(alert)
            except Exception as error:
                tell_once("on_alert", error)
            return
        tell(alert)
        if self._on_alert in ("stop", "checkpoint") and alert.is_open and alert.severity == "CRITICAL" and not self._stop:
            self._stop = True
            log.error("The run is asked to stop: critical %s", alert.kind)

    def __enter__(self) -> Run:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.end(_state_after(error))


def _state_after(error: BaseException | None) -> State:
    if error is None or (isinstance(error, SystemExit) and not error.code):
        return "FINISHED"
    return "CANCELLED" if isinstance(error, KeyboardInterrupt) else "FAILED"


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(facts).difference(FACTS))
    if unknown:
        log.warning("unknown facts of the job are left out: %s", ", ".join(unknown))
    return {name: value for name, value in facts.items() if name in FACTS and value is not None}


_REALS = (
    "epoch", "loss", "learning_rate", "grad_norm", "loss_scale", "step_time_ms", "compute_time_ms", "logit_abs_max",
    "mean_max_probability", "label_entropy", "input_mean", "input_std", "input_abs_max",
)  # fmt: skip
_BLANK: Record = {
    **dict.fromkeys(_REALS), "loss_terms": {}, "batch_size": None, "clipped": None, "step_skipped": False,
    "layers": {}, "input_nonfinite": None, "parameter_digest": None,
}  # fmt: skip


@cache
def _no_layers() -> Record:
    return dict.fromkeys(schemas.layer_columns(), ())


def _after_fork() -> None:
    for run in list(_living):
        run.active = False


os.register_at_fork(after_in_child=_after_fork)


@atexit.register
def _end_all() -> None:
    """A script that ends without saying so: as finished, or as failed if an exception ended it."""
    error = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    for run in list(_living):
        run.end(_state_after(error))
