"""One run: what is trained, on what, and what is put wrong."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

import descentry

Batch = tuple[torch.Tensor, torch.Tensor]
#: Steps that are still recorded after the loss became non-finite.
_AFTERMATH = 60


@dataclass
class Data:
    """Inputs and targets for training, and those held out."""

    x: torch.Tensor
    y: torch.Tensor
    held_x: torch.Tensor
    held_y: torch.Tensor


@dataclass
class Training:
    """Everything but the loop. Each function that can be replaced has the healthy form as its default."""

    model: nn.Module
    data: Data
    optimizer: torch.optim.Optimizer
    steps: int
    facts: dict[str, Any]
    batch_size: int = 64
    clip: float | None = None
    #: factor of the learning rate at a step
    schedule: Callable[[int], float] = lambda step: 1.0
    #: scores and targets to a loss, and its parts by name
    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor] = functional.cross_entropy
    penalty: Callable[[nn.Module, int], torch.Tensor] | None = None
    #: which samples a batch has; a random epoch order if not given
    indices: Callable[[int], torch.Tensor] | None = None
    spoil: Callable[[torch.Tensor, torch.Tensor, int], Batch] = lambda x, y, step: (x, y)
    scale: Callable[[int], float] = lambda step: 1.0
    before: Callable[[int], None] = lambda step: None
    after: Callable[[int], None] = lambda step: None
    evaluate_every: int = 25
    seed: int = field(default=0)

    def record(self, folder: Path, name: str) -> Path:
        """Trains, and writes the log."""
        torch.manual_seed(self.seed)
        rates = [group["lr"] for group in self.optimizer.param_groups]
        monitor = descentry.watch(
            self.model, self.optimizer, job=name, job_id=name, mode="file", directory=str(folder), layers_every=1,
            expected_steps=self.steps, batch_size=self.batch_size, close_seconds=600, queue=1_000_000, **self.facts,
        )  # fmt: skip
        order, bad = self._order(), None
        for step in range(self.steps):
            self.model.train()
            self.before(step)
            for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * self.schedule(step)
            at = self.indices(step) if self.indices is not None else next(order)
            x, y = self.spoil(self.data.x[at], self.data.y[at], step)
            scores = self.model(x)
            loss, terms = self.loss(scores, y), None
            if self.penalty is not None:
                penalty = self.penalty(self.model, step)
                loss, terms = loss + penalty, {"data": loss, "regularization": penalty}
            self.optimizer.zero_grad()
            (loss * self.scale(step)).backward()
            if self.clip is not None:
                nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
            self.optimizer.step()
            self.after(step)
            labels = y if not y.is_floating_point() else None
            logits = scores if labels is not None and scores.dim() == 2 else None
            epoch = float(step * self.batch_size // len(self.data.x))
            monitor.step(loss, targets=labels, logits=logits, terms=terms, epoch=epoch)
            if (step + 1) % self.evaluate_every == 0:
                self._evaluate(monitor)
            bad = step if bad is None and not math.isfinite(loss.item()) else bad
            if bad is not None and step - bad >= _AFTERMATH:
                break
        monitor.end()
        return folder / f"{name}.jsonl"

    def _order(self) -> Iterator[torch.Tensor]:
        size = min(self.batch_size, len(self.data.x))
        while True:
            shuffled = torch.randperm(len(self.data.x))
            for start in range(0, len(shuffled) - size + 1, size):
                yield shuffled[start : start + size]

    @torch.no_grad()
    def _evaluate(self, monitor: Any) -> None:
        self.model.eval()
        splits = {"train": (self.data.x[:512], self.data.y[:512]), "validation": (self.data.held_x, self.data.held_y)}
        for split, (x, y) in splits.items():
            scores = self.model(x)
            right = {"accuracy": (_choice(scores) == y).float().mean()} if not y.is_floating_point() else {}
            monitor.evaluate(self.loss(scores, y), split=split, **right)


def _choice(scores: torch.Tensor) -> torch.Tensor:
    return scores.argmax(-1) if scores.shape[-1] > 1 else (scores[:, 0] > 0).long()
