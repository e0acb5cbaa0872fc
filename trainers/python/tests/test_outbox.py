"""The queue between training and network."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from descentry.outbox import Outbox
from tests.conftest import wait_until


class Wire:
    """A network that can be shut."""

    def __init__(self, open_: bool = True) -> None:
        self.open = open_
        self.got: list[dict[str, Any]] = []
        self.closed = False

    def send(self, kind: str, record: dict[str, Any]) -> bool:
        if self.open:
            self.got.append(record)
        return self.open

    def poll(self) -> None:
        pass

    def lost(self) -> int:
        return 0

    def close(self, seconds: float) -> None:
        self.closed = True


def put(outbox: Outbox, *numbers: int) -> None:
    for number in numbers:
        outbox.put("StepSummary", lambda number=number: {"step": number})


def steps(wire: Wire) -> list[int]:
    return [record["step"] for record in wire.got]


def test_what_is_put_arrives_in_order() -> None:
    wire = Wire()
    outbox = Outbox(lambda: wire, 1000)
    put(outbox, *range(500))
    outbox.close(5)
    assert steps(wire) == list(range(500))
    assert (outbox.counts.sent, outbox.lost(), wire.closed) == (500, 0, True)


def test_a_full_queue_drops_the_oldest_and_counts_them() -> None:
    wire = Wire(open_=False)
    outbox = Outbox(lambda: wire, 10)
    put(outbox, *range(100))
    wire.open = True
    outbox.close(5)
    assert steps(wire) == list(range(90, 100))
    assert outbox.lost() == 90


def test_the_description_of_the_job_is_not_dropped_and_comes_first() -> None:
    wire = Wire(open_=False)
    outbox = Outbox(lambda: wire, 3)
    outbox.put("JobDescription", lambda: {"step": -1}, first=True)
    put(outbox, *range(50))
    wire.open = True
    outbox.close(5)
    assert steps(wire) == [-1, 47, 48, 49]


def test_putting_never_waits_for_a_network_that_hangs() -> None:
    hang = threading.Event()

    class Hanging(Wire):
        def send(self, kind: str, record: dict[str, Any]) -> bool:
            hang.wait(30)
            return True

    outbox = Outbox(lambda: Hanging(), 100)
    start = time.perf_counter()
    put(outbox, *range(10_000))
    took = time.perf_counter() - start
    hang.set()
    assert took < 1
    assert outbox.waiting() <= 100


def test_a_record_that_cannot_be_sent_is_counted_and_the_next_goes_on() -> None:
    class Picky(Wire):
        def send(self, kind: str, record: dict[str, Any]) -> bool:
            if record["step"] == 3:
                raise ValueError("not this one")
            return super().send(kind, record)

    wire = Picky()
    outbox = Outbox(lambda: wire, 100)
    put(outbox, *range(6))
    outbox.close(5)
    assert steps(wire) == [0, 1, 2, 4, 5]
    assert outbox.lost() == 1


def test_a_transport_that_cannot_be_made_yet_is_tried_again() -> None:
    wire, tries = Wire(), []

    def make() -> Wire:
        tries.append(1)
        if len(tries) < 3:
            raise OSError("not yet")
        return wire

    outbox = Outbox(make, 100)
    put(outbox, 1, 2)
    wait_until(lambda: steps(wire) == [1, 2])
    outbox.close(5)


def test_closing_gives_up_after_its_time() -> None:
    outbox = Outbox(lambda: Wire(open_=False), 100)
    put(outbox, *range(20))
    start = time.monotonic()
    outbox.close(0.3)
    assert time.monotonic() - start < 3
    assert outbox.lost() == 20


def test_a_forked_child_sends_nothing_and_ends_at_once() -> None:
    wire = Wire()
    outbox = Outbox(lambda: wire, 100)
    put(outbox, 1)
    wait_until(lambda: steps(wire) == [1])
    child = os.fork()
    if child == 0:
        put(outbox, 2)
        outbox.close(5)
        os._exit(0 if outbox.counts.offered == 1 and not outbox.waiting() else 1)
    start = time.monotonic()
    _, status = os.waitpid(child, 0)
    assert (status, time.monotonic() - start < 2) == (0, True)
    put(outbox, 3)
    outbox.close(5)
    assert steps(wire) == [1, 3]
