"""How much of a training loop's time is spent in the client."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from descentry.batch import Batch
from descentry.monitor import Monitor

_ENTRIES: tuple[tuple[type, str], ...] = (
    (Monitor, "step"), (Monitor, "_before_update"), (Monitor, "before_clip"), (Monitor, "scaled"), (Batch, "_before"), (Batch, "_after"),
)  # fmt: skip


class OwnTime:
    """Adds up the wall time of everything that the training thread calls, waiting included, for monitors made inside.

    Two whole loops cannot be compared to 1 % on a machine that others use; what is inside the client can be told apart exactly.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        #: processor time of the same, which waits and other programs on the machine are no part of
        self.processor = 0.0
        self.longest = 0.0
        self._depth = 0
        self._originals: dict[tuple[type, str], Any] = {}

    def _timed(self, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def timed(*args: Any, **named: Any) -> Any:
            self._depth += 1
            start, processor = time.perf_counter(), time.thread_time()
            try:
                return function(*args, **named)
            finally:
                self._depth -= 1
                if not self._depth:
                    took = time.perf_counter() - start
                    self.seconds += took
                    self.processor += time.thread_time() - processor
                    self.longest = max(self.longest, took)

        return timed

    def __enter__(self) -> OwnTime:
        for owner, name in (*_ENTRIES, (Monitor, "_tap")):
            self._originals[owner, name] = getattr(owner, name)
        for owner, name in _ENTRIES:
            setattr(owner, name, self._timed(self._originals[owner, name]))
        tap = self._originals[Monitor, "_tap"]
        Monitor._tap = lambda monitor, *args: self._timed(tap(monitor, *args))  # type: ignore[method-assign]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for (owner, name), original in self._originals.items():
            setattr(owner, name, original)


def background_seconds(monitor: Monitor) -> float:
    """Processor time of the thread that sends and of the one that listens."""
    run = monitor.run
    threads = [each._thread.ident for each in (run._outbox, run._follower) if each is not None]
    return sum(time.clock_gettime(time.pthread_getcpuclockid(ident)) for ident in threads if ident is not None)
