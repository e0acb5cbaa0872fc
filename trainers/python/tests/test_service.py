"""Real training, a real broker, the real service."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

import descentry
from tests.conftest import HERE, ROOT, Service, wait_until
from tests.owntime import OwnTime, background_seconds

pytestmark = pytest.mark.service


def train(
    monitor: Any, model: nn.Module, optimizer: torch.optim.Optimizer, steps: int, fault: int = -1, pause: float = 0.01
) -> None:
    """A regression that is learnt; from step ``fault`` on with a rate that is far too high."""
    weights = torch.randn(16, 1)
    for step in range(steps):
        if step == fault:
            optimizer.param_groups[0]["lr"] = 30.0
        x = torch.randn(64, 16)
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(x), x @ weights + 0.1 * torch.randn(64, 1))
        loss.backward()
        optimizer.step()
        monitor.step(loss)
        time.sleep(pause)


def network() -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(5)
    model = nn.Sequential(nn.Linear(16, 32), nn.Tanh(), nn.Linear(32, 1))
    return model, torch.optim.SGD(model.parameters(), lr=0.02)


def test_an_alert_with_its_cause_is_heard_within_two_seconds(service: Service) -> None:
    heard: list[tuple[float, descentry.Alert]] = []
    model, optimizer = network()
    monitor = descentry.watch(
        model, optimizer, job="live", layers_every=1, expected_steps=400,
        on_alert=lambda alert: heard.append((time.monotonic(), alert)), **service.arguments,
    )  # fmt: skip
    assert monitor.run._follower is not None
    assert monitor.run._follower.listening.wait(30)
    train(monitor, model, optimizer, 200)
    assert not heard, "a healthy run"
    start = time.monotonic()
    train(monitor, model, optimizer, 40, fault=0)
    wait_until(lambda: any(alert.pages and alert.is_open for _, alert in heard), what="no alert")
    at, alert = next(each for each in heard if each[1].pages and each[1].is_open)
    monitor.end()
    assert alert.causes[0]["id"] == "learning_rate_too_high"
    assert 200 <= alert.first_step <= alert.step < 240
    # Until the step at which it was seen, and two seconds more; on a machine that others use, as much longer as it is slower.
    slower = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert at - start < slower * (2 + 0.02 * (alert.step - 199))


def test_stop_ends_a_run_at_a_step_boundary(service: Service) -> None:
    model, optimizer = network()
    monitor = descentry.watch(model, optimizer, job="stop", on_alert="checkpoint", layers_every=1, **service.arguments)
    assert monitor.run._follower is not None
    assert monitor.run._follower.listening.wait(30)
    train(monitor, model, optimizer, 100)
    assert not monitor.should_stop
    done = 0
    for _ in monitor.until_stopped(range(1500)):
        train(monitor, model, optimizer, 1, fault=0 if done >= 20 else -1)
        done += 1
    monitor.end("FAILED")
    assert done < 1500
    assert monitor.should_stop
    assert monitor.should_checkpoint


def test_a_run_judged_live_and_its_file_replayed_give_the_same_alerts(service: Service, tmp_path: Path) -> None:
    job, alerts = "twice-" + str(time.time_ns()), []
    for mode in ("online", "file"):
        torch.manual_seed(11)
        model, optimizer = network()
        monitor = descentry.watch(
            model, optimizer, job="twice", job_id=job, mode=mode, directory=str(tmp_path), layers_every=1, expected_steps=300,
            on_alert=alerts.append, **service.arguments,
        )  # fmt: skip
        if monitor.run._follower is not None:
            assert monitor.run._follower.listening.wait(30)
        train(monitor, model, optimizer, 300, fault=150, pause=0.002)
        monitor.evaluate(1.0)
        if mode == "online":
            wait_until(lambda: any(alert.pages for alert in alerts), what="no alert")
            time.sleep(3)
        monitor.end()
    replayed = tmp_path / "alerts.jsonl"
    subprocess.run([ROOT / "descentry", "replay", tmp_path, "--alerts", replayed], check=True, capture_output=True, timeout=240)
    said = [json.loads(line) for line in replayed.read_text().splitlines()]
    offline = [
        _key(
            each["kind"], each["status"], each["severity"], each["layer"], each["first_step"], each["detected_step"], each["causes"]
        )
        for each in said
    ]
    online = [_key(a.kind, a.status, a.severity, a.layer, a.first_step, a.step, a.causes) for a in alerts]
    assert online
    # The end of the job resolves what is open, when nobody listens any more.
    assert sorted(online) == sorted(each for each in offline if each[1] != "RESOLVED" or each in online)


def _key(
    kind: str, status: str, severity: str, layer: str | None, first: int, detected: int, causes: list[dict[str, Any]]
) -> tuple[Any, ...]:
    return kind, status, severity.upper(), str(layer), first, detected, tuple(cause["id"] for cause in causes)


def test_a_broker_that_is_killed_in_the_middle_costs_no_time(tmp_path: Path) -> None:
    own_service = Service(tmp_path / "data")
    model = nn.Sequential(*(module for _ in range(6) for module in (nn.Linear(256, 256), nn.ReLU())), nn.Linear(256, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    try:
        with OwnTime() as own:
            monitor = descentry.watch(model, optimizer, job="killed", close_seconds=1, **own_service.arguments)
            start, processor = time.perf_counter(), time.thread_time()
            for step in range(1000):
                if step == 500:
                    assert monitor.run._outbox is not None
                    assert monitor.run._outbox.counts.sent > 100, "it was sending"
                    own_service.kill()
                x = torch.randn(384, 256)
                optimizer.zero_grad()
                loss = model(x).pow(2).mean()
                loss.backward()
                optimizer.step()
                monitor.step(loss)
            took, processor = time.perf_counter() - start, time.thread_time() - processor
            background = background_seconds(monitor)
            monitor.end()
    finally:
        own_service.stop()
    assert monitor.run.last_step == 999
    # Where many programs share a processor and its caches, all that is not arithmetic takes longer.
    slower = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    # The budget lets the first five measurements pass for nothing; they belong to the one percent here.
    assert own.processor / (processor - own.processor) < 0.01 * slower, (
        f"{1000 * own.processor:.0f} ms of {1000 * processor:.0f} ms"
    )
    # By the clock as well, waiting included.
    assert own.seconds / (took - own.seconds) < 0.01 * slower, f"{1000 * own.seconds:.0f} ms of {1000 * took:.0f} ms"
    assert background / processor < 0.02 * slower, f"{1000 * background:.0f} ms in the background"
    assert own.longest < 0.5 * slower
    assert monitor.run.lost > 0, "the rest is counted as lost"


TOO_FAST = {"gradient_explosion", "loss_spike", "loss_divergence", "non_finite", "oscillation", "update_ratio_high"}
BROKEN = [
    pytest.param("digits.py --fault learning_rate", TOO_FAST, id="digits, rate"),
    pytest.param("digits.py --fault nan_input", {"non_finite"}, id="digits, NaN", marks=pytest.mark.slow),
    pytest.param("digits.py --fault dead_relu", {"dead_relu"}, id="digits, dead", marks=pytest.mark.slow),
    pytest.param("digits.py --fault sorted_labels", {"single_class_batches"}, id="digits, sorted", marks=pytest.mark.slow),
    pytest.param("char_lm.py --fault learning_rate", TOO_FAST, id="letters, rate", marks=pytest.mark.slow),
    pytest.param("char_lm.py --fault overflow", {"non_finite"}, id="letters, overflow", marks=pytest.mark.slow),
]
FRAMEWORKS = ["lightning", "huggingface", "keras"]


def example(arguments: str, service: Service, tmp_path: Path) -> str:
    """What it prints; it runs for real."""
    script, *rest = arguments.split()
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "KERAS_BACKEND": "torch", "OMP_NUM_THREADS": "1"}
    said = subprocess.run(
        [sys.executable, HERE / "examples" / script, *rest], env={**environment, **service.environment}, cwd=tmp_path,
        capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return said.stdout + said.stderr


def kinds(said: str) -> set[str]:
    return set(re.findall(r"(?:CRITICAL|WARNING) (\w+) firing", said))


@pytest.mark.parametrize(("arguments", "expected"), BROKEN)
def test_a_broken_example_is_told_what_is_wrong(arguments: str, expected: set[str], service: Service, tmp_path: Path) -> None:
    said = example(arguments, service, tmp_path)
    assert kinds(said) & expected, said
    assert kinds(said) <= expected | {
        "plateau_from_start",
        "gradient_explosion",
        "loss_spike",
        "overfitting",
        "oscillation",
        "dead_relu",
    }, said
    assert "likely:" in said, said


@pytest.mark.parametrize("script", ["digits.py", pytest.param("char_lm.py", marks=pytest.mark.slow)])
def test_a_healthy_example_hears_nothing(script: str, service: Service, tmp_path: Path) -> None:
    assert kinds(example(script, service, tmp_path)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_the_callback_of_a_framework(framework: str, service: Service, tmp_path: Path) -> None:
    assert kinds(example(f"frameworks.py --with {framework}", service, tmp_path)) == set()
    said = example(f"frameworks.py --with {framework} --fault learning_rate", service, tmp_path)
    assert kinds(said) & TOO_FAST, said
    assert "the learning rate was too high: it rose from" in said
