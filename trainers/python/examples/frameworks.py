#!/usr/bin/env python3
"""The digits, trained by a framework that owns the loop; its callback is the only line for Descentry.

python examples/frameworks.py --with lightning
python examples/frameworks.py --with huggingface --fault learning_rate
KERAS_BACKEND=torch python examples/frameworks.py --with keras --fault learning_rate
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from typing import Any

import torch
from sklearn.datasets import load_digits
from torch import nn

STEPS, FAULT_AT, BATCH = 400, 200, 64


class Rate:
    """The learning rate, too high from a step on if that is the fault."""

    def __init__(self, faulty: bool) -> None:
        self._faulty = faulty
        self.began: float | None = None

    def at(self, step: int) -> float:
        if not self._faulty or step < FAULT_AT:
            return 0.05
        self.began = self.began or time.time()
        return 20.0


def digits() -> tuple[torch.Tensor, torch.Tensor]:
    data = load_digits()
    images = torch.tensor(data.data, dtype=torch.float32)
    order = torch.randperm(len(images))
    return ((images - images.mean(0)) / (images.std(0) + 0.1))[order], torch.tensor(data.target)[order]


def network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))


def lightning(rate: Rate, facts: dict[str, Any]) -> None:
    import lightning as framework

    from descentry.integrations.lightning import HealthCallback

    class Digits(framework.LightningModule):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def training_step(self, batch: Any, index: int) -> torch.Tensor:
            for group in self.optimizers().param_groups:
                group["lr"] = rate.at(self.global_step)
            return nn.functional.cross_entropy(self.net(batch[0]), batch[1])

        def configure_optimizers(self) -> torch.optim.Optimizer:
            return torch.optim.SGD(self.parameters(), lr=rate.at(0), momentum=0.9)

    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(*digits()), batch_size=BATCH, shuffle=True)
    trainer = framework.Trainer(
        max_steps=STEPS, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, callbacks=[HealthCallback("digits-lightning", **facts)],
    )  # fmt: skip
    trainer.fit(Digits(), loader)


def huggingface(rate: Rate, facts: dict[str, Any]) -> None:
    import transformers

    from descentry.integrations.huggingface import HealthCallback

    class Digits(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.net = network()

        def forward(self, x: torch.Tensor, labels: torch.Tensor) -> dict[str, torch.Tensor]:
            scores = self.net(x)
            return {"loss": nn.functional.cross_entropy(scores, labels), "logits": scores}

    model = Digits()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate.at(0), momentum=0.9)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate.at(step) / rate.at(0))
    x, y = digits()
    arguments = transformers.TrainingArguments(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=BATCH, max_steps=STEPS, report_to=[], use_cpu=True,
        save_strategy="no", disable_tqdm=True, learning_rate=rate.at(0), max_grad_norm=0.0,
    )  # fmt: skip
    trainer = transformers.Trainer(
        model=model, args=arguments, train_dataset=[{"x": x[i], "labels": y[i]} for i in range(len(x))],
        optimizers=(optimizer, schedule), callbacks=[HealthCallback("digits-huggingface", **facts)],
    )  # fmt: skip
    trainer.train()


def keras(rate: Rate, facts: dict[str, Any]) -> None:
    import keras as framework

    from descentry.integrations.keras import HealthCallback

    class Rate(framework.callbacks.Callback):  # type: ignore[misc, name-defined]
        step = 0

        def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
            self.model.optimizer.learning_rate = rate.at(self.step)
            self.step += 1

    layers = [framework.layers.Input((64,)), framework.layers.Dense(64, activation="relu"), framework.layers.Dense(10)]
    model = framework.Sequential(layers)
    loss = framework.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=framework.optimizers.SGD(rate.at(0), momentum=0.9), loss=loss, metrics=["accuracy"])
    x, y = digits()
    epochs = -(-STEPS // -(-len(x) // BATCH))
    callback = HealthCallback("digits-keras", **facts)
    model.fit(x.numpy(), y.numpy(), batch_size=BATCH, epochs=epochs, verbose=0, callbacks=[Rate(), callback])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--with", dest="framework", choices=("lightning", "huggingface", "keras"), required=True)
    parser.add_argument("--fault", choices=("none", "learning_rate"), default="none")
    parser.add_argument("--wait", type=float, default=4.0, help="seconds to listen for alerts after training")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    torch.manual_seed(1)
    torch.set_num_threads(1)
    rate = Rate(options.fault == "learning_rate")
    heard: list[Any] = []

    def hear(alert: Any) -> None:
        if alert.is_open and alert.pages and alert.severity in ("WARNING", "CRITICAL"):
            heard.append(alert)
            print(alert, flush=True)
            if rate.began is not None:
                print(f"{time.time() - rate.began:.2f} s after the rate was raised", flush=True)

    facts = {
        "project": "examples",
        "dataset": "sklearn digits",
        "on_alert": hear,
        "task": "classification",
        "layers_every": 1,
        "linger_seconds": options.wait,
    }
    {"lightning": lightning, "huggingface": huggingface, "keras": keras}[options.framework](rate, facts)
    print(f"{len(heard)} alerts")


if __name__ == "__main__":
    main()
