"""Models and data that recipes are made of. Small on purpose: a run takes seconds."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import torch
from sklearn import datasets
from torch import nn
from torch.nn import functional

from generator.training import Data

ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU, "elu": nn.ELU}


def mlp(sizes: Sequence[int], activation: str = "relu", dropout: float = 0.0, norm: bool = False) -> nn.Sequential:
    """Linear layers named fc1, fc2, ... with an activation between them."""
    model = nn.Sequential()
    for number, (size, following) in enumerate(pairwise(sizes), 1):
        model.add_module(f"fc{number}", nn.Linear(size, following))
        if number < len(sizes) - 1:
            if norm:
                model.add_module(f"bn{number}", nn.BatchNorm1d(following))
            model.add_module(f"act{number}", ACTIVATIONS[activation]())
            if dropout:
                model.add_module(f"drop{number}", nn.Dropout(dropout))
    return model


def cnn(classes: int = 10) -> nn.Sequential:
    """Two convolutions and a head, for images of 8 by 8."""
    model = nn.Sequential()
    for name, module in (
        ("image", nn.Unflatten(1, (1, 8, 8))), ("conv1", nn.Conv2d(1, 8, 3, padding=1)), ("relu1", nn.ReLU()), ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(8, 16, 3, padding=1)), ("relu2", nn.ReLU()), ("pool2", nn.MaxPool2d(2)), ("flat", nn.Flatten()),
        ("head", nn.Linear(64, classes)),
    ):  # fmt: skip
        model.add_module(name, module)
    return model


class Recurrent(nn.Module):
    """A recurrent net that names the shape of a wave."""

    def __init__(self, kind: str = "gru", hidden: int = 24, classes: int = 4) -> None:
        super().__init__()
        self.rnn = {"gru": nn.GRU, "lstm": nn.LSTM}[kind](1, hidden, batch_first=True)
        self.head = nn.Linear(hidden, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.rnn(x)[0][:, -1])


class Residual(nn.Module):
    """Blocks with normalisation before them, as transformers have."""

    def __init__(self, inputs: int, width: int, blocks: int, classes: int) -> None:
        super().__init__()
        self.first = nn.Linear(inputs, width)
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(blocks))
        self.blocks = nn.ModuleList(nn.Linear(width, width) for _ in range(blocks))
        self.head = nn.Linear(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.first(x)
        for norm, block in zip(self.norms, self.blocks, strict=True):
            x = x + 0.3 * functional.gelu(block(norm(x)))
        return self.head(x)


def init_(model: nn.Module, gain: float = 1.0, zero: bool = False) -> nn.Module:
    """He's initialisation times a gain, biases zero; or all zero."""
    for module in model.modules():
        if isinstance(module, nn.Linear | nn.Conv2d):
            nn.init.kaiming_normal_(module.weight)
            module.weight.data.mul_(0.0 if zero else gain)
            if module.bias is not None:
                module.bias.data.zero_()
    return model


def split(x: np.ndarray, y: np.ndarray, seed: int, standardise: bool = True, share: float = 0.75) -> Data:
    """Shuffled, three quarters for training, standardised by their mean and deviation."""
    order = np.random.RandomState(seed).permutation(len(x))
    kept, held = order[: int(share * len(x))], order[int(share * len(x)) :]
    if standardise:
        x = (x - x[kept].mean(0)) / (x[kept].std(0) + 1e-2)
    inputs = torch.tensor(np.asarray(x), dtype=torch.float32)
    targets = torch.as_tensor(np.asarray(y))
    targets = targets.float() if targets.is_floating_point() else targets.long()
    return Data(inputs[kept], targets[kept], inputs[held], targets[held])


def digits(seed: int) -> Data:
    loaded = datasets.load_digits()
    return split(loaded.data / 16.0, loaded.target, seed)


def clusters(
    seed: int, samples: int = 4000, features: int = 20, classes: int = 4, separation: float = 1.3, flip: float = 0.02
) -> Data:
    x, y = datasets.make_classification(
        samples,
        features,
        n_informative=features // 2,
        n_redundant=2,
        n_classes=classes,
        class_sep=separation,
        flip_y=flip,
        random_state=seed,
    )
    return split(x, y, seed)


def friedman(seed: int, samples: int = 3000, noise: float = 1.0) -> Data:
    x, y = datasets.make_friedman1(samples, 10, noise=noise, random_state=seed)
    return split(x, ((y - y.mean()) / y.std())[:, None], seed)


def circles(seed: int) -> Data:
    x, y = datasets.make_circles(2000, noise=0.05, factor=0.5, random_state=seed)
    return split(x, y, seed)


def waves(seed: int, samples: int = 3000, noise: float = 0.4) -> Data:
    """Sine, square, saw tooth and triangle of random pitch and phase."""
    random = np.random.RandomState(seed)
    shape = random.randint(0, 4, samples)
    at = (random.uniform(1.5, 4, (samples, 1)) * np.arange(24) / 24 + random.uniform(0, 1, (samples, 1))) % 1
    sine = np.sin(2 * np.pi * at)
    kinds = np.stack([sine, np.sign(sine), 2 * at - 1, 1 - 4 * np.abs(at - 0.5)])
    x = kinds[shape, np.arange(samples)] + noise * random.randn(samples, 24)
    return split(x[:, :, None], shape, seed, standardise=False)


def cosine(steps: int, low: float = 0.02, warmup: int = 0) -> Callable[[int], float]:
    def factor(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        return low + (1 - low) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / steps)))

    return factor


def binary(scores: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    return functional.binary_cross_entropy_with_logits(scores[:, 0], y.float())
