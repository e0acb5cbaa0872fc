"""Numbers in the log are those that one would compute by hand."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional

import descentry
from descentry.digest import digest
from tests.conftest import Log

Filed = tuple[dict[str, Any], Callable[[], Log]]


class Net(nn.Module):
    """Activations are called as functions, so that no module tells of them."""

    def __init__(self) -> None:
        super().__init__()
        self.second = nn.Linear(16, 12)
        self.first = nn.Linear(8, 16)
        self.frozen = nn.Linear(12, 12)
        self.head = nn.Linear(12, 4)
        self.frozen.requires_grad_(False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = functional.relu(self.first(x))
        x = torch.tanh(self.second(x))
        return self.head(self.frozen(x))


def test_each_number_of_a_step(filed: Filed) -> None:
    arguments, read = filed
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    monitor = descentry.watch(model, optimizer, job="numbers", **arguments)
    x, y = torch.randn(32, 8), torch.randint(0, 4, (32,))
    for _ in range(2):
        hidden = functional.relu(model.first(x)).detach()
        before = model.first.weight.detach().clone(), model.first.bias.detach().clone()
        optimizer.zero_grad()
        scores = model(x)
        loss = functional.cross_entropy(scores, y)
        loss.backward()
        gradient = torch.cat([model.first.weight.grad.flatten(), model.first.bias.grad])
        total = torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None]).norm()
        nn.utils.clip_grad_norm_(model.parameters(), 0.01)
        optimizer.step()
        monitor.step(loss, targets=y, terms={"data": loss, "penalty": torch.tensor(0.5)})
    moved = torch.cat([(model.first.weight - before[0]).flatten(), model.first.bias - before[1]]).detach()
    weights = torch.cat([model.first.weight.flatten(), model.first.bias]).detach()
    monitor.evaluate(torch.tensor(1.5), accuracy=torch.tensor(0.25), samples=32)
    monitor.end()

    log = read()
    assert [layer["name"] for layer in log.job["layers"]] == ["first", "second", "frozen", "head"]
    assert [layer["activation"] for layer in log.job["layers"]] == ["relu", "tanh", "none", "none"]
    assert [layer.get("trainable", True) for layer in log.job["layers"]] == [True, True, False, True]
    facts = {name: log.job[name] for name in ("optimizer", "learning_rate", "loss_kind", "num_classes", "state", "framework")}
    assert facts == {
        "optimizer": "sgd_momentum", "learning_rate": 0.1, "loss_kind": "cross_entropy", "num_classes": 4,
        "state": "FINISHED", "framework": "pytorch",
    }  # fmt: skip
    line, layer = log.steps[1], log.layer(1, "first")
    close = lambda value: pytest.approx(float(torch.as_tensor(value).detach()), rel=1e-4, abs=1e-6)  # noqa: E731
    assert line["loss"] == close(loss)
    assert line["grad_norm"] == close(total), "before clipping"
    assert line["clipped"] is True
    assert line["loss_terms"] == {"data": close(loss), "penalty": 0.5}
    assert line["label_entropy"] == close(torch.distributions.Categorical(torch.bincount(y) / 32.0).entropy())
    assert (line["input_mean"], line["input_std"]) == (close(x.mean()), close(x.std(correction=0)))
    assert (line["input_abs_max"], line["input_nonfinite"]) == (close(x.abs().max()), 0)
    assert line["logit_abs_max"] == close(scores.abs().max())
    assert line["mean_max_probability"] == close(scores.softmax(1).amax(1).mean())
    assert layer == {
        "name": "first",
        "grad_norm": close(gradient.norm()),
        "grad_abs_max": close(gradient.abs().max()),
        "grad_mean": close(gradient.mean()),
        "grad_std": close(gradient.std(correction=0)),
        "grad_zero_fraction": close((gradient == 0).float().mean()),
        "grad_nonfinite": 0,
        "weight_norm": close(weights.norm()),
        "weight_nonfinite": 0,
        "update_norm": close(moved.norm()),
        "activation_mean": close(hidden.mean()),
        "activation_std": close(hidden.std(correction=0)),
        "activation_zero_fraction": close((hidden == 0).float().mean()),
        "activation_nonfinite": 0,
    }
    assert "grad_norm" not in log.layer(1, "frozen")
    assert 0 <= log.layer(1, "second")["activation_saturated_fraction"] <= 1
    assert log.of("eval")[0] | {"time_ms": 0} == {
        "type": "eval", "step": 1, "split": "validation", "time_ms": 0, "loss": 1.5, "samples": 32,
        "metrics": {"accuracy": 0.25}, "accuracy": 0.25,
    }  # fmt: skip


def test_the_place_of_the_first_nan(filed: Filed) -> None:
    arguments, read = filed
    model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    monitor = descentry.watch(model, optimizer, job="nan", **arguments)
    for step in range(3):
        x = torch.randn(16, 4)
        if step == 2:
            x[3, 1] = float("nan")
        optimizer.zero_grad()
        loss = functional.mse_loss(model(x), torch.zeros(16, 1))
        loss.backward()
        optimizer.step()
        monitor.step(loss)
    monitor.end()
    log = read()
    assert log.job["loss_kind"] == "mse"
    assert log.steps[2]["loss"] == "NaN"
    assert log.steps[2]["input_nonfinite"] == 1
    assert log.layer(2, "0")["activation_nonfinite"] == 8
    assert log.layer(2, "0")["grad_nonfinite"] > 0
    assert log.layer(1, "0")["grad_nonfinite"] == 0


def test_a_nan_is_located_although_layers_were_not_due(filed: Filed) -> None:
    arguments, read = filed
    model = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    monitor = descentry.watch(model, optimizer, job="nan", **(arguments | {"layers_every": 1000}))
    for step in range(12):
        optimizer.zero_grad()
        loss = model(torch.randn(8, 4)).mean() * (float("nan") if step == 11 else 1)
        loss.backward()
        optimizer.step()
        monitor.step(loss)
    monitor.end()
    assert "layers" not in read().steps[10]
    assert read().layer(11, "weight" if len(read().job["layers"]) > 1 else read().job["layers"][0]["name"])["grad_nonfinite"] > 0


def test_an_update_that_the_loss_scaler_left_out(filed: Filed) -> None:
    arguments, read = filed
    model = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    monitor = descentry.watch(model, optimizer, job="half", **arguments)
    for step in range(4):
        optimizer.zero_grad()
        loss = model(torch.ones(8, 4)).mean()
        scaler.scale(loss).backward()
        if step == 2:
            model.weight.grad[0, 0] = float("inf")
        scaler.step(optimizer)
        scaler.update()
        monitor.step(loss)
    monitor.end()
    log = read()
    assert [line.get("step_skipped", False) for line in log.steps] == [False, False, True, False]
    assert log.steps[2]["grad_norm"] == "Infinity"
    assert log.steps[2]["layers"][0]["update_norm"] == 0
    assert log.steps[3]["loss_scale"] == 512
    assert log.steps[1]["grad_norm"] == pytest.approx(5**0.5)


def test_gradient_accumulation_is_one_step_with_the_mean_loss(filed: Filed) -> None:
    arguments, read = filed
    model = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    monitor = descentry.watch(model, optimizer, job="micro", **arguments)
    losses = []
    for micro in range(8):
        loss = model(torch.randn(8, 4)).pow(2).mean()
        (loss / 4).backward()
        losses.append(loss.item())
        if micro % 4 == 3:
            optimizer.step()
            optimizer.zero_grad(set_to_none=False)
        monitor.step(loss)
    monitor.end()
    assert [line["loss"] for line in read().steps] == pytest.approx([sum(losses[:4]) / 4, sum(losses[4:]) / 4])


def test_a_closure_is_measured_after_its_backward_pass(filed: Filed) -> None:
    arguments, read = filed
    model = nn.Linear(4, 1)
    optimizer = torch.optim.Adam(model.parameters())
    monitor = descentry.watch(model, optimizer, job="closure", **arguments)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = model(torch.ones(8, 4)).mean()
        loss.backward()
        return loss

    for _ in range(3):
        monitor.step(optimizer.step(closure))
    monitor.end()
    assert [line["grad_norm"] for line in read().steps] == pytest.approx([5**0.5] * 3)
    assert all(line["layers"][0]["update_norm"] > 0 for line in read().steps)


def test_replicas_have_one_digest_and_one_flipped_bit_another() -> None:
    one = [torch.randn(64, 64), torch.randn(64)]
    same = [tensor.clone() for tensor in one]
    other = [tensor.clone() for tensor in one]
    other[0].view(torch.int32)[3, 5] ^= 1
    assert digest(one)() == digest(same)() != digest(other)()
    assert -(1 << 63) <= digest(one)() < 1 << 63


ONLINE = {"bootstrap_servers": "127.0.0.1:1", "schema_registry_url": "http://127.0.0.1:1", "close_seconds": 0.2}


@pytest.mark.parametrize(
    "mode", [{"mode": "file", "directory": "/dev/null/none", "layers_every": 1}, ONLINE], ids=["file", "online"]
)
def test_training_is_the_same_with_and_without_to_the_bit(mode: dict[str, Any]) -> None:
    def train(mode: dict[str, Any]) -> list[torch.Tensor]:
        torch.manual_seed(3)
        random.seed(3)
        model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(inplace=True), nn.Dropout(0.2), nn.Linear(32, 2))
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
        monitor = descentry.watch(model, optimizer, job="same", **mode)
        for _ in range(20):
            optimizer.zero_grad()
            loss = functional.cross_entropy(model(torch.randn(16, 8)), torch.tensor(random.choices((0, 1), k=16)))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.5)
            optimizer.step()
            monitor.step(loss)
        monitor.end()
        weights = [parameter.detach() for parameter in model.parameters()]
        return [*weights, torch.get_rng_state(), torch.tensor(random.getstate()[1])]

    assert all(torch.equal(one, other) for one, other in zip(train({"mode": "disabled"}), train(mode), strict=True))
