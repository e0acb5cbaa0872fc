"""The queue between the training loop and the network."""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from descentry.guard import log, tell_once
from descentry.transport import Record, Transport

#: Makes the record out of what the step left behind; runs on the background thread.
Finish = Callable[[], Record]

_TICK = 0.2
_living: weakref.WeakSet[Outbox] = weakref.WeakSet()
_buried: list[object] = []


@dataclass
class Counts:
    """What became of the records so far."""

    offered: int = 0
    sent: int = 0
    dropped: int = 0
    failed: int = 0


class Outbox:
    """A bounded queue with a thread that empties it into a transport.

    When the queue is full, the oldest record is dropped and counted. Descriptions of the job are kept apart and never
    dropped, as without them the rest says little; there are few.
    """

    def __init__(self, transport: Callable[[], Transport], capacity: int, each_tick: Callable[[], None] = lambda: None):
        self.counts = Counts()
        #: processor time of the thread so far
        self.seconds = 0.0
        self._make = transport
        self._transport: Transport | None = None
        self._capacity = capacity
        self._waiting: deque[tuple[str, Finish]] = deque()
        self._first: deque[tuple[str, Finish]] = deque()
        self._each_tick = each_tick
        self._wake = threading.Event()
        self._closing = False
        self._deadline = float("inf")
        self._pid = os.getpid()
        try:  # before the first step, as it takes some time of the interpreter; the thread tries again
            self._transport = self._make()
        except Exception as error:
            tell_once("sending", error)
        self._thread = threading.Thread(target=self._run, name="descentry", daemon=True)
        _living.add(self)
        self._thread.start()

    def put(self, kind: str, finish: Finish, first: bool = False) -> None:
        """Called by the training loop. Never waits.

        :param first: it goes before all that waits, and is never dropped
        """
        if self._closing:
            return
        self.counts.offered += 1
        if first:
            self._first.append((kind, finish))
        else:
            if len(self._waiting) >= self._capacity:
                try:
                    self._waiting.popleft()
                    self.counts.dropped += 1
                except IndexError:
                    pass  # the thread took it
            self._waiting.append((kind, finish))
        # A step does not wake the thread: it looks at the queue a few times a second, which costs the loop nothing.

    def waiting(self) -> int:
        return len(self._waiting) + len(self._first)

    def close(self, seconds: float) -> None:
        """Sends what is queued, for at most so long; what is left then counts as dropped."""
        if self._pid != os.getpid() or self._closing:
            return
        self._deadline = time.monotonic() + seconds
        self._closing = True
        self._wake.set()
        self._thread.join(seconds + 1)
        self.counts.dropped += self.waiting()
        self._first.clear()
        self._waiting.clear()
        if self.lost():
            log.warning("%d of %d records were lost", self.lost(), self.counts.offered)

    def lost(self) -> int:
        """Records that nobody will read: dropped for newer ones, failed, or given up by the network."""
        return self.counts.dropped + self.counts.failed + (self._transport.lost() if self._transport else 0)

    def abandon(self) -> None:
        """In a forked child: the thread is not there, and the parent's connection must not be touched, not even freed."""
        _buried.append(self._transport)
        self._closing = True
        self._first = deque()
        self._waiting = deque()

    def _run(self) -> None:
        while True:
            self._wake.wait(0 if self._closing else _TICK)
            closing = self._closing
            self.seconds = time.thread_time()
            try:
                self._each_tick()
                moved = self._empty()
            except Exception as error:
                tell_once("sending", error)
                moved = False
            if closing:
                if not self.waiting() or time.monotonic() > self._deadline:
                    break
                if not moved:
                    threading.Event().wait(0.02)
        if self._transport is not None:
            try:
                self._transport.close(max(0.1, self._deadline - time.monotonic()))
            except Exception as error:
                tell_once("closing", error)

    def _empty(self) -> bool:
        """Sends until the queue is empty or the transport has enough; says whether anything was sent."""
        if self._transport is None:
            self._transport = self._make()
        moved = False
        while True:
            queue = self._first or self._waiting
            try:
                kind, finish = queue.popleft()
            except IndexError:
                break
            try:
                record = finish()
                taken = self._transport.send(kind, record)
            except Exception as error:
                self.counts.failed += 1
                tell_once(f"sending a {kind}", error)
                continue
            if not taken:
                # Back where it was, unless newer records filled its place meanwhile.
                if queue is self._waiting and len(queue) >= self._capacity:
                    self.counts.dropped += 1
                else:
                    queue.appendleft((kind, _finished(record)))
                break
            self.counts.sent += 1
            moved = True
        self._transport.poll()
        return moved


def _finished(record: Record) -> Finish:
    return lambda: record


def _after_fork() -> None:
    for outbox in list(_living):
        outbox.abandon()


os.register_at_fork(after_in_child=_after_fork)
