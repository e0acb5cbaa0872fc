"""For ``transformers.Trainer``: ``Trainer(..., callbacks=[HealthCallback()])``."""

from __future__ import annotations

import math
from typing import Any

import torch
from transformers import TrainerCallback

import descentry
from descentry.guard import harmless, log
from descentry.monitor import Monitor
from descentry.run import OnAlert
from descentry.transport import Record


class HealthCallback(TrainerCallback):  # type: ignore[misc]
    """Tells Descentry of each optimizer step, with the loss as the model computed it.

    The Trainer's own log is no source for that: it averages over ``logging_steps``, and ``logging_nan_inf_filter``, which is on
    by default, replaces a NaN or infinite loss by the average of the others. The callback says so when it happens and leaves
    the setting alone.

    :param job: name of the run; the Trainer's ``run_name`` if not given
    :param on_alert: "stop" ends training after the step, "checkpoint" saves first
    :param more: settings and facts, as for ``descentry.watch``
    """

    def __init__(self, job: str | None = None, *, on_alert: OnAlert = "log", **more: Any) -> None:
        self._job = job
        self._on_alert = on_alert
        self._more = more
        self._losses: list[torch.Tensor] = []
        self._hook: Any = None
        self._told_filter = False
        self.monitor: Monitor | None = None

    @harmless(None)
    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        model, optimizer = kwargs["model"], kwargs.get("optimizer")
        optimizer = getattr(optimizer, "optimizer", optimizer)  # accelerate wraps it
        facts: dict[str, Any] = {
            "expected_steps": state.max_steps if state.max_steps > 0 else None,
            "batch_size": args.train_batch_size * args.gradient_accumulation_steps * args.world_size,
            "warmup_steps": args.get_warmup_steps(state.max_steps) or None,
            "learning_rate": args.learning_rate or None,
            "weight_decay": args.weight_decay,
            "precision": "bf16" if args.bf16 else "fp16" if args.fp16 else None,
        }
        job = self._job or getattr(args, "run_name", None) or "huggingface"
        self.monitor = descentry.watch(model, optimizer, job=job, on_alert=self._on_alert, **{**facts, **self._more})
        self.monitor.run.last_step = state.global_step - 1
        if getattr(args, "logging_nan_inf_filter", False):
            self.monitor.run.each_step = self._compare
        self._hook = model.register_forward_hook(self._note)

    @harmless(None)
    def _note(self, module: Any, inputs: Any, output: Any) -> None:
        loss = output.get("loss") if isinstance(output, dict) else getattr(output, "loss", None)
        if loss is None and isinstance(output, tuple) and output and output[0].dim() == 0:
            loss = output[0]
        if module.training and isinstance(loss, torch.Tensor):
            self._losses.append(loss)

    @harmless(None)
    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self.monitor is None:
            return
        losses, self._losses = self._losses, []
        loss = losses[0] if len(losses) == 1 else torch.stack([each.detach() for each in losses]).mean() if losses else None
        self.monitor.step(loss, step=state.global_step - 1, epoch=state.epoch)
        if self.monitor.should_stop:
            control.should_save = control.should_save or self.monitor.should_checkpoint
            control.should_training_stop = True

    @harmless(None)
    def _compare(self, step: Record) -> None:
        loss = step["loss"]
        if loss is not None and not math.isfinite(loss) and not self._told_filter:
            self._told_filter = True
            log.warning(
                "the loss of step %d is %s. The Trainer's log shows an average in its place, because logging_nan_inf_filter is on.",
                step["step"],
                loss,
            )

    @harmless(None)
    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **kwargs: Any) -> None:
        if self.monitor is None or not metrics:
            return
        numbers = {
            name.removeprefix("eval_"): value
            for name, value in metrics.items()
            if isinstance(value, int | float) and name.startswith("eval_") and not name.endswith(("_per_second", "_runtime"))
        }
        self.monitor.evaluate(numbers.pop("loss", None), step=state.global_step, epoch=state.epoch, **numbers)

    @harmless(None)
    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if self._hook is not None:
            self._hook.remove()
        if self.monitor is not None:
            self.monitor.end("CANCELLED" if self.monitor.should_stop else "FINISHED")
