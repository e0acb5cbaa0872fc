"""Whatever goes wrong, training goes on, and as fast as before."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
import torch
from torch import nn

import descentry
from descentry.settings import Settings

NOBODY = {"bootstrap_servers": "127.0.0.1:1", "schema_registry_url": "http://127.0.0.1:1", "close_seconds": 0.5}


def train(monitor: Any, model: nn.Module, optimizer: torch.optim.Optimizer, steps: int) -> None:
    for _ in range(steps):
        optimizer.zero_grad()
        loss = model(torch.randn(8, 4)).pow(2).mean()
        loss.backward()
        optimizer.step()
        monitor.step(loss)


@pytest.fixture
def model() -> nn.Module:
    return nn.Linear(4, 1)


@pytest.fixture
def optimizer(model: nn.Module) -> torch.optim.Optimizer:
    return torch.optim.SGD(model.parameters(), lr=0.01)


@pytest.mark.parametrize(
    ("story", "arguments"),
    [
        ("an unknown mode", {"mode": "onlin"}),
        ("a queue of no size", {"queue": 0}),
        ("a folder that cannot be written", {"mode": "file", "directory": "/proc/none"}),
        ("nobody at the address", NOBODY),
        ("settings that librdkafka does not know", {"kafka": {"no.such.setting": "1"}, "close_seconds": 0.5}),
        ("facts that nobody knows", {"mode": "file", "directory": "/dev/null/x", "colour": "green"}),
        ("facts of a wrong type", {"expected_steps": "many", **NOBODY}),
    ],
)
def test_training_goes_on_with(story: str, arguments: dict[str, Any], model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    monitor = descentry.watch(model, optimizer, job="bad", **arguments)
    train(monitor, model, optimizer, 5)
    monitor.evaluate(0.5, accuracy=0.5)
    monitor.end()


def test_nonsense_does_not_raise(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    monitor = descentry.watch(model, optimizer, job="bad", **NOBODY)
    train(monitor, model, optimizer, 1)
    optimizer.step()
    monitor.step("a word", targets="none", terms=3)  # type: ignore[arg-type]
    monitor.evaluate(object(), accuracy="high")
    monitor.end("FINISHED")
    monitor.end("FINISHED")
    monitor.step(1.0)
    assert descentry.watch(None, None, job="bad", mode="disabled") is not None  # type: ignore[arg-type]


def test_an_environment_that_is_wrong_is_said_and_switches_it_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, model: nn.Module, optimizer: torch.optim.Optimizer
) -> None:
    monkeypatch.setenv("DESCENTRY_QUEUE", "big")
    with caplog.at_level(logging.ERROR):
        monitor = descentry.watch(model, optimizer, job="bad")
    train(monitor, model, optimizer, 2)
    assert "DESCENTRY_QUEUE is 'big', not a number" in caplog.text
    assert not monitor.run.active


def test_settings_come_from_defaults_then_environment_then_arguments() -> None:
    environment = {"DESCENTRY_QUEUE": "7", "DESCENTRY_BUDGET": "0.5", "DESCENTRY_KAFKA_SECURITY_PROTOCOL": "SSL"}
    settings = Settings.of({"budget": 0.1}, environment)
    assert (settings.queue, settings.budget, settings.mode) == (7, 0.1, "online")
    assert settings.kafka == {"security.protocol": "SSL"}


def test_without_a_broker_steps_are_as_quick_and_what_is_lost_is_counted(
    model: nn.Module, optimizer: torch.optim.Optimizer, caplog: pytest.LogCaptureFixture
) -> None:
    monitor = descentry.watch(model, optimizer, job="alone", queue=50, **NOBODY)
    start = time.perf_counter()
    train(monitor, model, optimizer, 500)
    took = time.perf_counter() - start
    monitor.end()
    assert took < 5
    assert monitor.run.lost >= 450
    assert "records were lost" in caplog.text


def test_the_process_keeps_its_handlers_and_settings(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    def settings() -> list[Any]:
        handlers = [signal.getsignal(each) for each in sorted(signal.valid_signals())]
        hooks = [sys.excepthook, threading.excepthook, sys.getswitchinterval(), logging.getLogger().handlers[:]]
        return [*handlers, *hooks, torch.get_num_threads(), torch.is_grad_enabled()]

    before = settings()
    monitor = descentry.watch(model, optimizer, job="polite", **NOBODY)
    train(monitor, model, optimizer, 3)
    assert settings() == before
    monitor.end()
    assert settings() == before


def _child(monitor: Any, answer: Any) -> None:
    monitor.step(1.0)
    monitor.evaluate(1.0)
    monitor.end()
    answer.put(monitor.run.active)


def test_a_forked_worker_is_silent_and_does_not_hang(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    monitor = descentry.watch(model, optimizer, job="fork", **NOBODY)
    train(monitor, model, optimizer, 3)
    context = multiprocessing.get_context("fork")
    answer = context.Queue()
    child = context.Process(target=_child, args=(monitor, answer))
    child.start()
    assert answer.get(timeout=20) is False
    child.join(20)
    assert child.exitcode == 0
    assert monitor.run.active
    monitor.end()


def test_data_loader_workers_that_are_forked_do_not_hang(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    monitor = descentry.watch(model, optimizer, job="loader", **NOBODY)
    loader = torch.utils.data.DataLoader(torch.randn(64, 4), batch_size=8, num_workers=2, multiprocessing_context="fork")
    for x in loader:
        optimizer.zero_grad()
        loss = model(x).pow(2).mean()
        loss.backward()
        optimizer.step()
        monitor.step(loss)
    assert monitor.run.last_step == 7
    monitor.end()


SCRIPT = """
import sys, torch, descentry
model = torch.nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
monitor = descentry.watch(model, optimizer, job="script", mode="file", directory=sys.argv[1])
for step in range(5):
    optimizer.zero_grad(); loss = model(torch.ones(3, 2)).mean(); loss.backward(); optimizer.step(); monitor.step(loss)
    if sys.argv[2] == "fails" and step == 3: raise ValueError("on purpose")
    if sys.argv[2] == "is interrupted" and step == 3: raise KeyboardInterrupt
"""


@pytest.mark.parametrize(("how", "state"), [("ends", "FINISHED"), ("fails", "FAILED"), ("is interrupted", "CANCELLED")])
def test_a_script_that_never_says_so_still_tells_how_it_ended(how: str, state: str, tmp_path: Any) -> None:
    subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path), how], capture_output=True, timeout=120)
    (log,) = tmp_path.glob("*.jsonl")
    assert f'"state": "{state}"' in log.read_text().splitlines()[-1]
