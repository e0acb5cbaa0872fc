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


def measured(allowance: Allowance, steps: int, cost: float, anyway: float = 0.0, pause: int = -1) -> list[int]:
    """Which of so many steps of 10 ms are measured; before ``pause`` an hour goes by."""
    now, found = 1000.0, []
    for step in range(steps):
        now += 3600 * (step == pause)
        due = allowance.due(now)
        now += 0.01 + cost * due
        if due:
            found.append(step)
            allowance.measured(now, cost, anyway)
    return found


@pytest.mark.parametrize(("cost", "share"), [(0.001, 0.005), (0.02, 0.005), (0.5, 0.01)])
def test_measurements_are_spaced_so_that_they_cost_their_share(cost: float, share: float) -> None:
    count = len(measured(Allowance(share, free=0), 20_000, cost))
    assert count > 1
    assert cost * count / (20_000 * 0.01) == pytest.approx(share, rel=0.3)


def test_what_the_client_takes_anyway_is_paid_from_half_of_the_budget_at_most() -> None:
    def count(anyway: float) -> int:
        return len(measured(Allowance(0.01, free=0), 10_000, 0.001, anyway))

    assert count(0.0) == pytest.approx(1000, rel=0.12)
    assert count(0.003) == pytest.approx(700, rel=0.12)
    assert count(0.1) == pytest.approx(500, rel=0.12)


def test_a_pause_of_an_hour_buys_no_burst_of_measurements() -> None:
    assert len(measured(Allowance(0.005, free=0), 200, 0.02, pause=100)) == 2, "the first, and one after the pause"


def test_the_first_measurements_are_free() -> None:
    assert measured(Allowance(0.005), 100, 0.02)[:6] == [0, 1, 2, 3, 4, 5]


def test_every_nth_step_if_asked() -> None:
    assert measured(Allowance(0.005, every=4), 9, 1.0) == [0, 4, 8]


def test_nothing_is_measured_without_a_budget() -> None:
    assert measured(Allowance(0.0), 100, 0.001) == []
