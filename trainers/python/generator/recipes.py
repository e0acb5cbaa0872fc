"""What a recipe is, and the list of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn, optim

from generator.training import Training

#: Where the onset is not known beforehand, it is found in the log: the first step that shows it.
FOUND = -1


@dataclass(frozen=True)
class Recipe:
    """A run and the truth about it. ``also``: what a reader of the whole log may rightly report, too."""

    name: str
    label: str
    notes: str
    cause: str
    make: Callable[[int], Training]
    onset: int = 0
    end: int | None = None
    layer: str = ""
    also: tuple[str, ...] = ()


ALL: dict[str, Recipe] = {}

Make = Callable[[int], Training]


def healthy(notes: str) -> Callable[[Make], Make]:
    def add(make: Make) -> Make:
        ALL[make.__name__] = Recipe(make.__name__, "healthy", notes, "", make)
        return make

    return add


def faulty(
    label: str, notes: str, cause: str, onset: int = 0, end: int | None = None, layer: str = "", also: str = ""
) -> Callable[[Make], Make]:
    def add(make: Make) -> Make:
        ALL[make.__name__] = Recipe(make.__name__, label, notes, cause, make, onset, end, layer, tuple(also.split()))
        return make

    return add


def adam(model: nn.Module, rate: float, decay: float = 0.0) -> optim.Optimizer:
    return optim.AdamW(model.parameters(), lr=rate, weight_decay=decay) if decay else optim.Adam(model.parameters(), lr=rate)


def sgd(model: nn.Module, rate: float, momentum: float = 0.9) -> optim.Optimizer:
    return optim.SGD(model.parameters(), lr=rate, momentum=momentum)


CLASSES = {"task": "classification", "loss_kind": "cross_entropy"}
BINARY = {"task": "classification", "loss_kind": "bce"}
NUMBERS = {"task": "regression", "loss_kind": "mse"}
