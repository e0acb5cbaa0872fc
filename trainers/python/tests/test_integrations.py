"""The trainers that own the loop."""

from __future__ import annotations

import json
import logging
import math
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from descentry.alerts import Alert

STEPS = 12


def log_of(folder: Path) -> list[dict[str, Any]]:
    (path,) = folder.glob("*.jsonl")
    return [json.loads(line) for line in path.read_text().splitlines()]


def number(value: Any) -> float:
    return float(str(value).replace("Infinity", "inf"))


class TestHuggingFace:
    @pytest.fixture
    def trained(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Any:
        transformers = pytest.importorskip("transformers")
        from descentry.integrations.huggingface import HealthCallback

        class Tiny(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.head = nn.Linear(4, 3)

            def forward(self, x: torch.Tensor, labels: torch.Tensor | None = None) -> dict[str, torch.Tensor]:
                logits = self.head(x)
                return {"loss": nn.functional.cross_entropy(logits, labels), "logits": logits}

        data = [{"x": torch.randn(4), "labels": torch.tensor(index % 3)} for index in range(STEPS * 4)]
        for sample in data[28:32]:
            sample["x"] = torch.full((4,), float("nan"))

        class Trainer(transformers.Trainer):  # type: ignore[misc, name-defined]
            def _get_train_sampler(self, *args: Any) -> Any:
                return torch.utils.data.SequentialSampler(self.train_dataset)

            def training_step(self, model: Any, *args: Any, **kwargs: Any) -> Any:
                loss = super().training_step(model, *args, **kwargs)
                for parameter in model.parameters():  # so that one bad batch does not spoil the weights
                    parameter.grad.nan_to_num_(0.0)
                return loss

        def train() -> tuple[list[dict[str, Any]], Any]:
            arguments = transformers.TrainingArguments(
                output_dir=str(tmp_path / "out"), per_device_train_batch_size=4, max_steps=STEPS, logging_steps=1, report_to=[],
                use_cpu=True, max_grad_norm=1.0, save_strategy="no", disable_tqdm=True, learning_rate=0.01,
            )  # fmt: skip
            callback = HealthCallback("hf", mode="file", directory=str(tmp_path / "runs"), layers_every=1)
            trainer = Trainer(model=Tiny(), args=arguments, train_dataset=data, callbacks=[callback])
            with caplog.at_level(logging.WARNING):
                trainer.train()
            return log_of(tmp_path / "runs"), trainer

        return train

    def test_a_nan_that_the_trainers_log_hides_is_told(self, trained: Any, caplog: pytest.LogCaptureFixture) -> None:
        lines, trainer = trained()
        shown = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
        assert all(math.isfinite(float(loss)) for loss in shown), "the Trainer hides it"
        told = [number(line["loss"]) for line in lines if line["type"] == "step"]
        assert len(told) == STEPS
        assert [step for step, loss in enumerate(told) if not math.isfinite(loss)] == [7]
        assert "logging_nan_inf_filter" in caplog.text

    def test_steps_have_layers_rates_and_labels(self, trained: Any) -> None:
        lines, _ = trained()
        job, step = lines[0], lines[2]
        assert (job["expected_steps"], job["loss_kind"], job["num_classes"], job["batch_size"]) == (STEPS, "cross_entropy", 3, 4)
        assert lines[-1]["state"] == "FINISHED"
        assert step["layers"][0]["name"] == "head"
        assert step["layers"][0]["update_norm"] > 0
        assert step["label_entropy"] > 0
        assert 0 < step["learning_rate"] <= 0.01
        assert step["clipped"] in (True, False)


def test_lightning(tmp_path: Path) -> None:
    lightning = pytest.importorskip("lightning")
    from descentry.integrations.lightning import HealthCallback

    seen: list[float] = []

    class Tiny(lightning.LightningModule):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.hidden, self.head = nn.Linear(4, 8), nn.Linear(8, 3)

        def training_step(self, batch: Any, index: int) -> torch.Tensor:
            loss = nn.functional.cross_entropy(self.head(torch.relu(self.hidden(batch[0]))), batch[1])
            seen.append(loss.item())
            return loss

        def validation_step(self, batch: Any, index: int) -> None:
            scores = self.head(torch.relu(self.hidden(batch[0])))
            self.log_dict({"val_loss": nn.functional.cross_entropy(scores, batch[1]), "val_acc": 0.5})

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    data = torch.utils.data.TensorDataset(torch.randn(32, 4), torch.arange(32) % 3)
    loader = torch.utils.data.DataLoader(data, batch_size=8)
    callback = HealthCallback("pl", mode="file", directory=str(tmp_path / "runs"), layers_every=1)
    trainer = lightning.Trainer(
        max_epochs=2, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False, gradient_clip_val=0.1,
        enable_model_summary=False, callbacks=[callback], default_root_dir=str(tmp_path),
    )  # fmt: skip
    trainer.fit(Tiny(), loader, loader)
    lines = log_of(tmp_path / "runs")
    steps = [line for line in lines if line["type"] == "step"]
    assert [line["loss"] for line in steps] == pytest.approx(seen)
    assert [layer["activation"] for layer in lines[0]["layers"]] == ["relu", "none"]
    assert lines[0]["expected_steps"] == 8
    assert all(line["layers"][0]["update_norm"] > 0 for line in steps)
    assert steps[3]["clipped"] is True
    assert steps[3]["grad_norm"] > 0.1
    assert [line["accuracy"] for line in lines if line["type"] == "eval"] == [0.5, 0.5]
    assert lines[-1]["state"] == "FINISHED"


def test_keras(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
    keras = pytest.importorskip("keras")
    from descentry.integrations.keras import HealthCallback

    raw: list[float] = []

    class Losses(keras.losses.Loss):  # type: ignore[misc, name-defined]
        def call(self, y: Any, scores: Any) -> Any:
            loss = keras.losses.sparse_categorical_crossentropy(y, scores, from_logits=True)
            raw.append(float(keras.ops.mean(loss)))
            return loss

    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(8, activation="relu"), keras.layers.Dense(3)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss=Losses(), metrics=["accuracy"])
    x, y = torch.randn(48, 4).numpy(), (torch.arange(48) % 3).numpy()
    callback = HealthCallback("keras", mode="file", directory=str(tmp_path / "runs"))
    model.fit(x, y, batch_size=8, epochs=2, verbose=0, callbacks=[callback])
    lines = log_of(tmp_path / "runs")
    steps = [line for line in lines if line["type"] == "step"]
    # Before the first batch Keras calls the loss once to see its shape. It tells of means over the epoch; what is published is the loss of each batch.
    assert [line["loss"] for line in steps] == pytest.approx(raw[-12:], rel=1e-3)
    assert lines[0]["expected_steps"] == 12
    assert [line["learning_rate"] for line in steps] == pytest.approx([0.1] * 12)
    assert lines[-1]["state"] == "FINISHED"


CRITICAL = Alert(
    kind="non_finite", status="FIRING", severity="CRITICAL", step=3, first_step=3, layer=None, rank=None, summary="", description="",
    causes=[], pages=True, delay=0.0, record={},
)  # fmt: skip


class TestACriticalAlertEndsTrainingAfterTheStepAndACheckpoint:
    """The alert is handed to the run in the middle of the fourth step, as its follower would."""

    def test_lightning(self, tmp_path: Path) -> None:
        lightning = pytest.importorskip("lightning")
        from descentry.integrations.lightning import HealthCallback

        callback = HealthCallback(
            "pl", mode="file", directory=str(tmp_path / "runs"), on_alert="checkpoint", checkpoint=str(tmp_path / "stopped.ckpt")
        )

        class Tiny(lightning.LightningModule):  # type: ignore[misc, name-defined]
            def __init__(self) -> None:
                super().__init__()
                self.head = nn.Linear(4, 1)

            def training_step(self, batch: Any, index: int) -> torch.Tensor:
                if index == 3:
                    callback.monitor.run._hear(CRITICAL)
                return self.head(batch[0]).pow(2).mean()

            def configure_optimizers(self) -> Any:
                return torch.optim.SGD(self.parameters(), lr=0.1)

        trainer = lightning.Trainer(
            max_steps=STEPS, accelerator="cpu", logger=False, enable_checkpointing=False, enable_progress_bar=False,
            enable_model_summary=False, callbacks=[callback], default_root_dir=str(tmp_path),
        )  # fmt: skip
        trainer.fit(Tiny(), torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.randn(96, 4)), batch_size=8))
        self._ended(tmp_path / "runs", trainer.global_step)
        assert torch.load(tmp_path / "stopped.ckpt", weights_only=False)["global_step"] == 4

    def test_hugging_face(self, tmp_path: Path) -> None:
        transformers = pytest.importorskip("transformers")
        from descentry.integrations.huggingface import HealthCallback

        callback = HealthCallback("hf", mode="file", directory=str(tmp_path / "runs"), on_alert="checkpoint")

        class Tiny(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.head = nn.Linear(4, 1)
                self.calls = 0

            def forward(self, x: torch.Tensor) -> dict[str, torch.Tensor]:
                self.calls += 1
                if self.calls == 4:
                    callback.monitor.run._hear(CRITICAL)
                return {"loss": self.head(x).pow(2).mean()}

        arguments = transformers.TrainingArguments(
            output_dir=str(tmp_path / "out"), per_device_train_batch_size=4, max_steps=STEPS, report_to=[], use_cpu=True,
            save_strategy="no", disable_tqdm=True, learning_rate=0.01,
        )  # fmt: skip
        data = [{"x": torch.randn(4)} for _ in range(STEPS * 4)]
        trainer = transformers.Trainer(model=Tiny(), args=arguments, train_dataset=data, callbacks=[callback])
        trainer.train()
        self._ended(tmp_path / "runs", trainer.state.global_step)
        assert (tmp_path / "out" / "checkpoint-4").is_dir()

    def test_keras(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "torch"))
        keras = pytest.importorskip("keras")
        from descentry.integrations.keras import HealthCallback

        callback = HealthCallback(
            "keras",
            mode="file",
            directory=str(tmp_path / "runs"),
            on_alert="checkpoint",
            checkpoint=str(tmp_path / "stopped.keras"),
        )

        class Hearing(keras.callbacks.Callback):  # type: ignore[misc, name-defined]
            batches = 0

            def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
                if batch == 3:
                    callback.run._hear(CRITICAL)
                self.batches += 1

        hearing = Hearing()
        model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse")
        x, y = torch.randn(96, 4).numpy(), torch.randn(96, 1).numpy()
        model.fit(x, y, batch_size=8, epochs=1, verbose=0, callbacks=[hearing, callback])
        self._ended(tmp_path / "runs", hearing.batches)
        assert (tmp_path / "stopped.keras").is_file()

    def _ended(self, folder: Path, steps: int) -> None:
        assert steps == 4
        lines = log_of(folder)
        assert [line["step"] for line in lines if line["type"] == "step"] == [0, 1, 2, 3]
        assert lines[-1]["state"] == "CANCELLED"
