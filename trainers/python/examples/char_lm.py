#!/usr/bin/env python3
"""Trains a small transformer to write like the licence of this repository, letter by letter.

python examples/char_lm.py
python examples/char_lm.py --fault learning_rate
"""

from __future__ import annotations

import argparse
import logging
import math
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

import descentry

FAULTS = ("none", "learning_rate", "overflow")
LENGTH = 32


class Block(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        batch, length, width = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(batch, length, 3, 4, width // 4).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        return x + self.down(functional.gelu(self.up(self.norm2(x))))


class Writer(nn.Module):
    def __init__(self, letters: int, width: int = 48) -> None:
        super().__init__()
        self.letters, self.places = nn.Embedding(letters, width), nn.Embedding(LENGTH, width)
        self.blocks = nn.Sequential(Block(width), Block(width))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, letters)
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, 0, 0.05)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        hidden = self.letters(x) + self.places(torch.arange(x.shape[1], device=x.device))
        return self.head(self.norm(self.blocks(hidden)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fault", choices=FAULTS, default="none", help="what goes wrong from step 150 on")
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--wait", type=float, default=3.0, help="seconds to listen for alerts before the end")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    torch.manual_seed(1)
    torch.set_num_threads(1)

    text = (Path(__file__).resolve().parents[3] / "LICENSE").read_text().lower()
    alphabet = sorted(set(text))
    data = torch.tensor([alphabet.index(letter) for letter in text])
    train, held_out = data[: len(data) * 9 // 10], data[len(data) * 9 // 10 :]
    model = Writer(len(alphabet))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 40) * 0.5 * (1 + math.cos(math.pi * min(1.0, step / options.steps)))
    )

    monitor = descentry.watch(
        model, optimizer, job="char-lm", project="examples", task="language_model", dataset="LICENSE", layers_every=1,
        expected_steps=options.steps, warmup_steps=40,
    )  # fmt: skip
    print(f"run {monitor.run.job_id}")
    for step in range(options.steps):
        at = torch.randint(len(train) - LENGTH - 1, (16, 1)) + torch.arange(LENGTH)
        x, y = train[at], train[at + 1]
        if options.fault == "learning_rate" and step == 150:
            schedule.base_lrs = [1.0]
            schedule.step(step)
        loss = functional.cross_entropy(model(x).flatten(0, 1), y.flatten())
        if options.fault == "overflow" and step >= 150:
            loss = loss * 1e38 * 10  # as half precision without a loss scaler does sooner or later
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        monitor.step(loss, targets=y, batch_size=16)
        if step % 50 == 49:
            with torch.no_grad():
                at = torch.arange(0, len(held_out) - LENGTH - 1, LENGTH)[:, None] + torch.arange(LENGTH)
                scores = model(held_out[at]).flatten(0, 1)
            monitor.evaluate(functional.cross_entropy(scores, held_out[at + 1].flatten()))
    print(f"trained {step + 1} steps, last loss {loss.item():.4f}")
    time.sleep(options.wait)
    monitor.end()


if __name__ == "__main__":
    main()
