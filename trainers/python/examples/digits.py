#!/usr/bin/env python3
"""Trains a small network on handwritten digits and tells Descentry about it. Two of its lines are for that.

./descentry standalone --data /tmp/descentry &
python examples/digits.py
python examples/digits.py --fault learning_rate
"""

from __future__ import annotations

import argparse
import logging
import time

import torch
from sklearn.datasets import load_digits
from torch import nn

import descentry

FAULTS = ("none", "learning_rate", "dead_relu", "nan_input", "sorted_labels", "frozen")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fault", choices=FAULTS, default="none", help="what goes wrong; from step 150 on, or at once")
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds between steps, to see alerts while it trains")
    parser.add_argument("--wait", type=float, default=3.0, help="seconds to listen for alerts before the end")
    parser.add_argument("--on-alert", choices=("log", "stop"), default="log")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)

    digits = load_digits()
    order = torch.randperm(len(digits.target))
    images = torch.tensor(digits.data, dtype=torch.float32)[order] / 16
    labels = torch.tensor(digits.target)[order]
    mean, deviation = images.mean(0), images.std(0) + 1e-2
    images = (images - mean) / deviation
    train, held_out = (images[:1400], labels[:1400]), (images[1400:], labels[1400:])
    if options.fault == "sorted_labels":
        by_label = train[1].argsort(stable=True)
        train = (train[0][by_label], train[1][by_label])

    model = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, 48), nn.ReLU(), nn.Linear(48, 10))
    if options.fault == "dead_relu":
        nn.init.constant_(model[2].bias, -20.0)
    parameters = model[4].parameters() if options.fault == "frozen" else model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=0.05, momentum=0.9)

    monitor = descentry.watch(  # the first line
        model, optimizer, job="digits", project="examples", task="classification", dataset="sklearn digits", layers_every=1,
        expected_steps=options.steps, on_alert=options.on_alert,
    )  # fmt: skip
    print(f"run {monitor.run.job_id}")
    for step in range(options.steps):
        if monitor.should_stop:
            break
        if options.fault == "learning_rate" and step == 150:
            optimizer.param_groups[0]["lr"] = 5.0
        start = step * 64 % 1344
        x, y = train[0][start : start + 64], train[1][start : start + 64]
        if options.fault == "nan_input" and step == 150:
            x = x.clone()
            x[3, 7] = float("nan")
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        monitor.step(loss, targets=y)  # the second line
        if step % 50 == 49:
            with torch.no_grad():
                scores = model(held_out[0])
                accuracy = (scores.argmax(1) == held_out[1]).float().mean()
            monitor.evaluate(nn.functional.cross_entropy(scores, held_out[1]), accuracy=accuracy, samples=len(held_out[1]))
        if options.pause:
            time.sleep(options.pause)
    print(f"trained {step + 1} steps, last loss {loss.item():.4f}")
    time.sleep(options.wait)
    monitor.end()


if __name__ == "__main__":
    main()
