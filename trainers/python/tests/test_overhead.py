"""What watching costs at default settings."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import torch

import descentry
from benchmarks.overhead import build, one_step
from benchmarks.owntime import OwnTime, background_seconds
from descentry.budget import Allowance


def test_a_model_of_100_layers_pays_less_than_one_percent(tmp_path: Path) -> None:
    model, optimizer = build(100, 256, "cpu")
    x, y = torch.randn(64, 256), torch.randint(0, 10, (64,))
    with OwnTime() as own:
        monitor = descentry.watch(model, optimizer, job="overhead", mode="file", directory=str(tmp_path))
        for _ in range(6):  # the first five are measured whatever it costs
            one_step(model, optimizer, x, y, monitor)
        own.seconds, background, start = 0.0, background_seconds(monitor), time.perf_counter()
        for _ in range(80):
            one_step(model, optimizer, x, y, monitor)
        took, spent = time.perf_counter() - start, own.seconds + background_seconds(monitor) - background
        monitor.end()
    assert spent / (took - spent) < 0.01, f"{1000 * spent:.0f} ms of {1000 * took:.0f} ms"
    assert monitor.run.lost == 0


@pytest.mark.parametrize(("cost", "share"), [(0.001, 0.005), (0.02, 0.005), (0.5, 0.01)])
def test_measurements_are_spaced_so_that_they_cost_their_share(cost: float, share: float) -> None:
    allowance, spent, measured = Allowance(share, free=0), 0.0, 0
    for _ in range(20_000):
        due = allowance.due()
        measured += due
        spent += cost * due
        allowance.passed(0.01, cost * due, due)
    assert measured > 1
    assert spent / (20_000 * 0.01) == pytest.approx(share, rel=0.3)


def test_what_the_client_takes_anyway_is_paid_from_half_of_the_budget_at_most() -> None:
    def measured(anyway: float) -> int:
        allowance, count = Allowance(0.01, free=0), 0
        for _ in range(10_000):
            due = allowance.due()
            count += due
            allowance.passed(0.01, 0.001 * due, due, anyway)
        return count

    assert measured(0.0) == pytest.approx(1000, rel=0.12)
    assert measured(0.00003) == pytest.approx(700, rel=0.12)
    assert measured(0.001) == pytest.approx(500, rel=0.12)


def test_a_pause_of_an_hour_buys_no_burst_of_measurements() -> None:
    allowance = Allowance(0.005, free=0)
    allowance.passed(0.01, 0.02, True)
    allowance.passed(3600.0, 0.0, False)
    due = 0
    for _ in range(100):
        due += allowance.due()
        allowance.passed(0.01, 0.02 if allowance.due() else 0.0, allowance.due())
    assert due == 1


def test_every_nth_step_if_asked() -> None:
    allowance, due = Allowance(0.005, every=4), []
    for _ in range(9):
        due.append(allowance.due())
        allowance.passed(0.01, 1.0 if due[-1] else 0.0, due[-1])
    assert due == [True, False, False, False, True, False, False, False, True]
