"""For Lightning: ``Trainer(callbacks=[HealthCallback()])``."""

from __future__ import annotations

from typing import Any

import torch

try:
    from lightning.pytorch.callbacks import Callback
except ImportError:  # the older name of the same package
    from pytorch_lightning.callbacks import Callback

import descentry
from descentry.guard import harmless
from descentry.monitor import Monitor
from descentry.run import OnAlert


class HealthCallback(Callback):  # type: ignore[misc]
    """Tells Descentry of each optimizer step, and of each validation.

    :param job: name of the run; the name of the LightningModule's class if not given
    :param on_alert: "stop" ends training after the step, "checkpoint" saves to ``checkpoint`` first
    :param checkpoint: path of that checkpoint
    :param more: settings and facts, as for ``descentry.watch``
    """

    def __init__(
        self, job: str | None = None, *, on_alert: OnAlert = "log", checkpoint: str = "descentry-stopped.ckpt", **more: Any
    ) -> None:
        self._job = job
        self._on_alert = on_alert
        self._checkpoint = checkpoint
        self._more = more
        self._step = 0
        self.monitor: Monitor | None = None

    @harmless(None)
    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        steps = trainer.estimated_stepping_batches
        facts: dict[str, Any] = {
            "expected_steps": int(steps) if steps not in (None, float("inf"), -1) else None,
            "precision": {"16-mixed": "fp16", "bf16-mixed": "bf16", "32-true": "fp32"}.get(str(trainer.precision)),
        }
        job = self._job or type(pl_module).__name__
        self.monitor = descentry.watch(pl_module, trainer.optimizers, job=job, on_alert=self._on_alert, **{**facts, **self._more})
        self._step = trainer.global_step
        self.monitor.run.last_step = self._step - 1

    @harmless(None)
    def on_before_backward(self, trainer: Any, pl_module: Any, loss: Any) -> None:
        if self.monitor is not None:
            self.monitor.see(loss)

    @harmless(None)
    def on_train_batch_end(self, trainer: Any, pl_module: Any, outputs: Any, batch: Any, batch_idx: int) -> None:
        if self.monitor is None:
            return
        loss = outputs.get("loss") if isinstance(outputs, dict) else outputs
        if isinstance(loss, torch.Tensor) and trainer.accumulate_grad_batches > 1:
            loss = loss * trainer.accumulate_grad_batches  # Lightning shows callbacks the share of the step
        labels = batch[1] if isinstance(batch, tuple | list) and len(batch) == 2 and isinstance(batch[1], torch.Tensor) else None
        self.monitor.step(loss, targets=labels, epoch=float(trainer.current_epoch), **self._size(batch))
        if self.monitor.should_stop and not trainer.should_stop:
            if self.monitor.should_checkpoint:
                trainer.save_checkpoint(self._checkpoint)
            trainer.should_stop = True

    def _size(self, batch: Any) -> dict[str, Any]:
        first = batch[0] if isinstance(batch, tuple | list) and batch else batch
        if isinstance(first, torch.Tensor) and first.dim() and self.monitor is not None:
            return {"batch_size": first.shape[0] * self.monitor.run.world.size}
        return {}

    @harmless(None)
    def on_validation_end(self, trainer: Any, pl_module: Any) -> None:
        if self.monitor is None or trainer.sanity_checking:
            return
        metrics = {name: value for name, value in trainer.callback_metrics.items() if name.startswith("val")}
        numbers = {name.removeprefix("val").lstrip("_/"): value for name, value in metrics.items()}
        if "acc" in numbers:
            numbers["accuracy"] = numbers.pop("acc")
        self.monitor.evaluate(numbers.pop("loss", None), **numbers)

    @harmless(None)
    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        if self.monitor is not None:
            self.monitor.end("CANCELLED" if isinstance(exception, KeyboardInterrupt) else "FAILED")

    @harmless(None)
    def on_train_end(self, trainer: Any, pl_module: Any) -> None:
        if self.monitor is not None:
            self.monitor.end("CANCELLED" if self.monitor.should_stop else "FINISHED")
