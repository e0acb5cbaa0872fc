"""For Keras 3, on any backend: ``model.fit(..., callbacks=[HealthCallback()])``."""

from __future__ import annotations

import time
from typing import Any

import keras

import descentry
from descentry.guard import harmless
from descentry.run import OnAlert, Run


class HealthCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """Tells Descentry of each batch, and of each validation.

    What Keras hands to callbacks as the loss of a batch is the mean over all batches of the epoch so far: a spike looks small,
    and one NaN makes the rest of the epoch NaN. The raw loss is computed from two such means in turn; where ``steps_per_execution``
    joins batches it is the mean of those.

    :param job: name of the run; the model's name if not given
    :param on_alert: "stop" ends training after the batch, "checkpoint" saves to ``checkpoint`` first
    :param more: settings and facts, as for ``descentry.start``
    """

    def __init__(
        self, job: str | None = None, *, on_alert: OnAlert = "log", checkpoint: str = "descentry-stopped.keras", **more: Any
    ) -> None:
        super().__init__()
        self._job = job
        self._on_alert = on_alert
        self._checkpoint = checkpoint
        self._more = more
        self._mean = 0.0
        self._batches = 0
        self._epoch = 0
        self._end = 0.0
        self.run: Run | None = None

    @harmless(None)
    def on_train_begin(self, logs: Any = None) -> None:
        steps, epochs = self.params.get("steps"), self.params.get("epochs")
        optimizer = self.model.optimizer
        facts: dict[str, Any] = {
            "framework": f"keras-{keras.config.backend()}",
            "model": self.model.name,
            "optimizer": optimizer.name.lower(),
            "learning_rate": float(keras.ops.convert_to_numpy(optimizer.learning_rate)),
            "expected_steps": steps * epochs if steps and epochs else None,
            "loss_kind": _loss_kind(self.model),
            "num_classes": _classes(self.model),
            "precision": {"float32": "fp32", "mixed_float16": "fp16", "mixed_bfloat16": "bf16"}.get(
                keras.config.dtype_policy().name
            ),
        }
        self.run = descentry.start(self._job or self.model.name, on_alert=self._on_alert, **{**facts, **self._more})
        self._end = time.perf_counter()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch, self._mean, self._batches = epoch, 0.0, 0

    @harmless(None)
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        if self.run is None or not logs or "loss" not in logs:
            return
        mean, done = float(logs["loss"]), batch + 1
        fresh = done - self._batches
        loss = (mean * done - self._mean * self._batches) / fresh if fresh > 0 else mean
        self._mean, self._batches = mean, done
        now = time.perf_counter()
        rate = float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))
        self.run.step(loss, learning_rate=rate, epoch=float(self._epoch), step_time_ms=(now - self._end) * 1000)
        self._end = now
        if self.run.should_stop and not self.model.stop_training:
            if self.run.should_checkpoint:
                self.model.save(self._checkpoint)
            self.model.stop_training = True

    @harmless(None)
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        numbers: dict[str, Any] = {
            name.removeprefix("val_"): float(value) for name, value in (logs or {}).items() if name.startswith("val_")
        }
        if self.run is not None and numbers:
            for name in ("sparse_categorical_accuracy", "categorical_accuracy", "acc"):
                if name in numbers:
                    numbers["accuracy"] = numbers.pop(name)
            self.run.evaluate(numbers.pop("loss", None), epoch=float(epoch + 1), **numbers)
        self._end = time.perf_counter()

    @harmless(None)
    def on_train_end(self, logs: Any = None) -> None:
        if self.run is not None:
            self.run.end("CANCELLED" if self.run.should_stop else "FINISHED")


def _loss_kind(model: Any) -> str | None:
    loss = getattr(model, "loss", None)
    name = loss if isinstance(loss, str) else getattr(loss, "name", getattr(loss, "__name__", None))
    known = {
        "sparse_categorical_crossentropy": "cross_entropy", "categorical_crossentropy": "cross_entropy", "mse": "mse",
        "mean_squared_error": "mse", "binary_crossentropy": "bce", "kl_divergence": "kl", "mae": "l1", "mean_absolute_error": "l1",
    }  # fmt: skip
    return known.get(str(name))


def _classes(model: Any) -> int | None:
    shape = getattr(model, "output_shape", None)
    classes = shape[-1] if isinstance(shape, tuple) and shape else None
    return int(classes) if _loss_kind(model) == "cross_entropy" and classes and classes > 1 else None
