"""What the model was given in a step, and what it answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from descentry.guard import harmless, tell_once
from descentry.layers import first_tensor
from descentry.run import Run
from descentry.statistics import Parcel, deviation_mean, nonfinite
from descentry.transport import Record

#: Puts numbers that arrived with the parcel into the record.
Fill = Callable[[Record, list[list[float]]], None]

#: So many labels go with every step; more only with layers.
_LABELS = 4_096
_INPUTS = ("input_mean", "input_std", "input_abs_max", "input_nonfinite")
_SCORES = ("logit_abs_max", "mean_max_probability")


class Batch:
    """Keeps inputs, output and labels of the last forward pass that trains, until the step is told."""

    def __init__(self, model: nn.Module, run: Run) -> None:
        self._model = model
        self._run = run
        self._start = 0.0
        #: time of forward passes since the last step, where the end of each is watched
        self.forward_seconds = 0.0
        self.inputs: torch.Tensor | None = None
        self.output: Any = None
        self.labels: torch.Tensor | None = None
        self._before_hook = model.register_forward_pre_hook(self._before, with_kwargs=True)
        self._after_hook: Any = None

    def watch_output(self, wanted: bool) -> None:
        """Whether the end of a forward pass is watched as well."""
        if wanted and self._after_hook is None:
            self._after_hook = self._model.register_forward_hook(self._after)
        elif not wanted and self._after_hook is not None:
            self._after_hook.remove()
            self._after_hook = None

    def remove(self) -> None:
        self._before_hook.remove()
        self.watch_output(False)

    def _before(self, module: nn.Module, inputs: Any, named: dict[str, Any]) -> None:
        try:
            if not self._run.active or not torch.is_grad_enabled():
                return
            first = inputs[0] if inputs else None
            self.inputs = first if isinstance(first, torch.Tensor) else first_tensor(inputs)
            if named:
                if self.inputs is None:
                    self.inputs = next((each for each in named.values() if isinstance(each, torch.Tensor)), None)
                labels = named.get("labels")
                self.labels = labels if isinstance(labels, torch.Tensor) else None
            self._start = time.perf_counter()
        except Exception as error:
            tell_once("watching inputs", error)

    @harmless(None)
    def _after(self, module: nn.Module, inputs: Any, output: Any) -> None:
        if torch.is_grad_enabled() and self._run.active:
            self.forward_seconds += time.perf_counter() - self._start
            self.output = output

    def size(self) -> int | None:
        return self.inputs.shape[0] if self.inputs is not None and self.inputs.dim() else None

    def take(
        self, parcel: Parcel, fill: list[Fill], all_of_it: bool, targets: torch.Tensor | None, logits: torch.Tensor | None,
        classes: int | None,
    ) -> None:  # fmt: skip
        """Puts its numbers into the parcel.

        :param all_of_it: inputs and scores as well as labels
        """
        labels = targets if targets is not None else self.labels
        if all_of_it or labels is not None:
            self._take(parcel, fill, all_of_it, labels, logits, classes)

    def forget(self) -> None:
        self.inputs = self.output = self.labels = None
        self.forward_seconds = 0.0

    def _take(
        self, parcel: Parcel, fill: list[Fill], all_of_it: bool, labels: torch.Tensor | None, logits: torch.Tensor | None,
        classes: int | None,
    ) -> None:  # fmt: skip
        with torch.no_grad():
            if all_of_it and self.inputs is not None and self.inputs.is_floating_point() and self.inputs.numel():
                at = parcel.add(_input_numbers(self.inputs.detach()))
                fill.append(lambda record, parts: record.update(zip(_INPUTS, (*parts[at][:3], int(parts[at][3])), strict=True)))
            scores = logits if logits is not None else self._scores(classes)
            if all_of_it and scores is not None:
                at_scores = parcel.add(_score_numbers(scores.detach()))
                fill.append(lambda record, parts: record.update(zip(_SCORES, parts[at_scores], strict=True)))
            if labels is not None and not labels.is_floating_point() and (all_of_it or labels.numel() <= _LABELS):
                at_entropy = parcel.add(_entropy(labels.detach()))
                fill.append(lambda record, parts: record.update(label_entropy=parts[at_entropy][0]))

    def _scores(self, classes: int | None) -> torch.Tensor | None:
        """The model's output, if it looks like one score for each class."""
        output = self.output
        output = output.get("logits") if isinstance(output, dict) else getattr(output, "logits", output)
        if isinstance(output, torch.Tensor) and output.dim() > 1 and output.is_floating_point() and output.shape[-1] == classes:
            return output
        return None


def _input_numbers(inputs: torch.Tensor) -> torch.Tensor:
    values = inputs.float()
    deviation, mean = deviation_mean(values)
    return torch.stack([mean, deviation, torch.stack(torch.aminmax(values)).abs().max(), nonfinite(values, mean).float()])


def _score_numbers(scores: torch.Tensor) -> torch.Tensor:
    values = scores.reshape(-1, scores.shape[-1])[:_LABELS].float()
    return torch.stack([scores.abs().max().float(), values.softmax(-1).amax(-1).mean()])


def _entropy(labels: torch.Tensor) -> torch.Tensor:
    """Entropy of the labels in nats; negative ones are padding."""
    flat = labels.reshape(-1)
    counts = torch.bincount(flat[flat >= 0]).float()
    total = counts.sum().clamp(min=1)
    return (total.log() - torch.xlogy(counts, counts).sum() / total).clamp(min=0)
