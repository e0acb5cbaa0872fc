#!/usr/bin/env python3
"""What watching costs: steps of a model of 100 layers with and without, taken in turn.

Told are the time that the training thread spends in the client and that of the background thread, which are counted, and for
comparison how much longer a watched step takes than another, which is a difference of two large numbers: a few tenths of a
percent of it are chance. On a CPU all times are processor time, so that other programs on the machine do not count. On a GPU
they are wall time of steps, each waited for.

    python -m benchmarks.overhead
    python -m benchmarks.overhead --device cuda --width 2048 --batch 4096
"""

from __future__ import annotations

import argparse
import statistics
import time
from typing import Any

import torch
from torch import nn

import descentry
from benchmarks.owntime import OwnTime


def build(layers: int, width: int, device: str) -> tuple[nn.Module, torch.optim.Optimizer]:
    torch.manual_seed(1)
    model = nn.Sequential(
        *(module for _ in range(layers - 1) for module in (nn.Linear(width, width), nn.ReLU())), nn.Linear(width, 10)
    )
    for module in model:
        if isinstance(module, nn.Linear):
            nn.init.kaiming_normal_(module.weight)
    model.to(device)
    return model, torch.optim.AdamW(model.parameters(), lr=1e-5)


def one_step(model: nn.Module, optimizer: torch.optim.Optimizer, x: torch.Tensor, y: torch.Tensor, monitor: Any = None) -> None:
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
    if monitor is not None:
        monitor.step(loss)


def measure(
    layers: int = 100, width: int = 256, batch: int = 128, steps: int = 300, device: str = "cpu", **arguments: Any
) -> dict[str, float]:
    """:returns: milliseconds of a step without, and shares of it that are added"""
    torch.set_num_threads(1)
    plain, watched = build(layers, width, device), build(layers, width, device)
    x, y = torch.randn(batch, width, device=device), torch.randint(0, 10, (batch,), device=device)
    cpu = device == "cpu"
    clock = time.thread_time if cpu else time.perf_counter
    times: tuple[list[float], list[float]] = ([], [])
    with OwnTime() as own:
        monitor = descentry.watch(*watched, job="overhead", **arguments)
        for _ in range(10):  # the first steps are measured whatever it costs
            one_step(*plain, x, y)
            one_step(*watched, x, y, monitor)
        own.seconds = own.processor = 0.0
        all_before, main_before = time.process_time(), time.thread_time()
        for step in range(steps):
            for which in (0, 1) if step % 2 else (1, 0):
                if not cpu:
                    torch.cuda.synchronize()
                start = clock()
                one_step(*(watched if which else plain), x, y, monitor if which else None)
                if not cpu:
                    torch.cuda.synchronize()
                times[which].append(clock() - start)
        # What other threads used meanwhile, the background thread's above all.
        others = max(0.0, time.process_time() - all_before - (time.thread_time() - main_before)) if cpu else 0.0
        inside = own.processor if cpu else own.seconds
    monitor.end()
    without = sum(times[0])
    return {
        "step_ms": 1000 * without / steps,
        "own_share": inside / without,
        "background_share": others / without,
        "longer": sum(times[1]) / without - 1,
        "longer_median": statistics.median(times[1]) / statistics.median(times[0]) - 1,
        "lost": float(monitor.run.lost),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=int, default=100)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--mode", default="file", help="online needs a running service; see DESCENTRY_BOOTSTRAP_SERVERS")
    options = vars(parser.parse_args())
    found = measure(**options, directory="/tmp/descentry-overhead")
    print(
        f"{options['layers']} layers of {options['width']}, batch {options['batch']}, {options['device']}, mode {options['mode']}"
    )
    print(f"step without                {found['step_ms']:.2f} ms")
    print(f"client on the step's thread {100 * found['own_share']:.2f} %")
    print(f"background thread           {100 * found['background_share']:.2f} %")
    print(f"watched step takes longer   {100 * found['longer']:.2f} %, by the median {100 * found['longer_median']:.2f} %")


if __name__ == "__main__":
    main()
