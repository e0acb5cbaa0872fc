"""Watches a PyTorch model while it is trained."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Any

import torch
from torch import nn

from descentry import torch_events
from descentry.batch import Batch, Fill
from descentry.budget import Allowance
from descentry.digest import digest
from descentry.guard import harmless, tell_once
from descentry.layers import Forward, Layer, first_tensor, layers_of, loss_kind
from descentry.run import Run, State, T
from descentry.statistics import Measured, global_norm, output_numbers
from descentry.transport import Record
from descentry.underway import StepUnderway

_CUDA_SPACING = 10


class Monitor:
    """Hooks into a model and its optimizers, and tells the run about each optimizer step.

    What happens in a step's path is kept short: which numbers are due was decided at the end of the step before; they are
    computed by few kernels where the tensors are, and go to the host in one parcel that the background thread opens.

        forward ─► inputs, outputs of layers         (hooks; outputs only at steps that are measured)
        backward
        clip, or optimizer.step ─► gradients, copy of the weights
        step(loss) ─► weights, updates ─► parcel ─► queue
    """

    def __init__(self, run: Run, model: nn.Module, optimizers: Sequence[torch.optim.Optimizer]) -> None:
        self.run = run
        self.model = model
        self._optimizers = list(optimizers)
        self._parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self._known = {id(parameter) for parameter in self._parameters}
        self._many = run.world.size > 1
        settings = run.settings
        cuda = any(parameter.is_cuda for parameter in model.parameters())
        every = settings.layers_every or (_CUDA_SPACING if cuda and settings.budget else 0)
        # On a GPU the host does not see what a kernel costs, so the spacing there is fixed.
        self._layers_due = Allowance(settings.budget / 2, every)
        self._norm_due = Allowance(settings.budget / 2, 1 if every else 0)
        self._compiled = hasattr(model, "_orig_mod") or getattr(model, "_compiled_call_impl", None) is not None
        self._layers: list[Layer] = layers_of(model)
        self._forward: Forward | None = None if self._compiled else Forward(self._layers)
        self._told_layers = False
        self._taps: list[Any] = []
        self._micro: list[torch.Tensor | float] = []
        self._now = StepUnderway()
        self._began = self._end = time.perf_counter()
        self._own_seconds = 0.0
        self._hooks: list[Any] = []
        if not run.active:
            if self._forward is not None:
                self._forward.end(None)
            return
        self._batch = Batch(model, run)
        self._plan()
        self._hooks = [self._batch, *(optimizer.register_step_pre_hook(self._before_update) for optimizer in self._optimizers)]
        torch_events.listen(self)

    def _plan(self) -> None:
        # Rank 0 speaks of layers; others only where a loss is not finite, so that the place is found.
        self._want_layers = self._layers_due.due(self._end) and not self.run.world.rank
        self._want_norm = self._norm_due.due(self._end)
        if self._want_layers and not self._taps and not self._compiled:
            self._taps = [layer.module.register_forward_hook(self._tap(index, layer)) for index, layer in enumerate(self._layers)]
        elif not self._want_layers and self._taps:
            self._untap()
        self._batch.watch_output(self._want_layers or not self._told_layers or self.run.world.size > 1)

    def _untap(self) -> None:
        for tap in self._taps:
            tap.remove()
        self._taps = []

    # In the forward pass

    def _tap(self, index: int, layer: Layer) -> Callable[..., None]:
        def measure(module: nn.Module, inputs: Any, output: Any) -> None:
            if not torch.is_grad_enabled() or not self.run.active:
                return
            start = time.perf_counter()
            try:
                tensor = first_tensor(output)
                if tensor is not None and tensor.is_floating_point() and tensor.numel():
                    with torch.no_grad():
                        self._now.taken[index] = output_numbers(layer, tensor)
            except Exception as error:
                tell_once("measuring outputs", error)
            self._now.layers_seconds += time.perf_counter() - start

        return measure

    # Around the update

    @harmless(None)
    def before_clip(self, parameters: list[torch.Tensor], max_norm: float, total: torch.Tensor | None) -> None:
        if not self.run.active or not any(id(parameter) in self._known for parameter in parameters):
            return
        if total is not None and len(parameters) >= len(self._parameters) and self._now.norm_at < 0:
            self._now.norm_at = self._now.parcel.add(torch.as_tensor(total).detach())  # somebody paid for it already
            self._now.clip_at = max_norm
        self._read_gradients()

    @harmless(None)
    def scaled(self, optimizer: Any, scaler: Any) -> None:
        if any(optimizer is own for own in self._optimizers):
            self._now.scaler = scaler

    @harmless(None)
    def _before_update(self, optimizer: Any, args: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if not self.run.active:
            return None
        self._now.updated = True
        closure = named.get("closure", args[1] if len(args) > 1 else None)
        if closure is None:
            self._before_weights_move(optimizer)
            return None

        def watched() -> Any:  # the backward pass happens in here, as with Lightning
            loss = closure()
            harmless(None)(self._before_weights_move)(optimizer)
            return loss

        return ((args[0], watched, *args[2:]), named) if len(args) > 1 else (args, {**named, "closure": watched})

    def _before_weights_move(self, optimizer: Any) -> None:
        now = self._now
        if now.rate is None and optimizer.param_groups:
            now.rate = float(optimizer.param_groups[0]["lr"])
        if not now.gradients_read:
            self._read_gradients()
        if now.measured is not None and now.before is None and self.run.settings.updates:
            start = time.perf_counter()
            now.before = now.measured.copies()
            now.layers_seconds += time.perf_counter() - start

    def _read_gradients(self) -> None:
        now = self._now
        if now.gradients_read:
            return
        now.gradients_read = True
        if self._want_layers:
            start = time.perf_counter()
            now.measured = Measured(self._layers, now.parcel)
            with torch.no_grad():
                now.measured.gradients()
                self._add_norm()
            now.layers_seconds += time.perf_counter() - start
        elif self._want_norm and now.norm_at < 0:
            start = time.perf_counter()
            with torch.no_grad():
                self._add_norm()
            now.norm_seconds += time.perf_counter() - start

    def _add_norm(self) -> None:
        if self._now.norm_at < 0:
            norm = global_norm(self._parameters)
            if norm is not None:
                self._now.norm_at = self._now.parcel.add(norm)

    # After it

    @harmless(None)
    def see(self, loss: torch.Tensor) -> None:
        """Looks at the graph behind a loss, where ``step`` will only get its number; before ``backward``, the first time."""
        if self.run.active and not self._told_layers and loss.grad_fn is not None:
            self._describe(loss)

    @harmless(None)
    def step(
        self, loss: torch.Tensor | float | None = None, *, targets: torch.Tensor | None = None, logits: torch.Tensor | None = None,
        terms: dict[str, Any] | None = None, batch_size: int | None = None, epoch: float | None = None, step: int | None = None,
        grad_norm: torch.Tensor | float | None = None, compute_time_ms: float | None = None,
    ) -> None:  # fmt: skip
        """Call it once for each optimizer step, after it. With gradient accumulation every backward pass may call it, too.

        :param loss: raw, as it went into ``backward``
        :param targets: labels of the batch; tell of batches with one class, or sorted data
        :param logits: scores by class; taken from the model's output if it is a tensor of that form
        :param terms: parts of the loss by name
        :param batch_size: samples in this step over all ranks
        :param grad_norm: before clipping, where the script or its framework knows it better (FSDP, DeepSpeed)
        """
        if not self.run.active:
            return
        start, now = time.perf_counter(), self._now
        if not self._told_layers and isinstance(loss, torch.Tensor):
            self._describe(loss)
        raw: torch.Tensor | float | None = loss.detach() if isinstance(loss, torch.Tensor) else loss
        if not now.updated and self._optimizers and now.scaler is None:
            if raw is not None:
                self._micro.append(raw)  # accumulating: the step is not done
            return
        before = now.layers_seconds + now.norm_seconds
        fill: list[Fill] = []
        value = self._loss(raw, fill)
        self._take_norm(grad_norm, fill)
        if terms:
            at_terms = {name: now.parcel.add(torch.as_tensor(term).detach()) for name, term in terms.items()}
            fill.append(lambda record, parts: record.update(loss_terms={name: parts[at][0] for name, at in at_terms.items()}))
        if now.measured is not None:
            self._take_layers(now.measured, fill)
        if now.measured is not None or targets is not None or self._batch.labels is not None:
            self._take_batch(targets, logits, fill)
        if self._many:
            if compute_time_ms is None and not self._on_cuda():
                # Ranks wait for each other in the backward pass and in the update, never in the forward pass.
                compute_time_ms = self._batch.forward_seconds * 1000
            self._take_digest(fill, step)
        if now.scaler is not None:
            self._take_scale(fill)
        if batch_size is None:
            size = self._batch.size()
            batch_size = size * self.run.world.size if size is not None and not self.run.knows("batch_size") else None
        rate = now.rate
        if rate is None and self._optimizers:
            rate = float(self._optimizers[0].param_groups[0]["lr"])
        took, skipped = start - self._end, not now.updated and bool(self._optimizers)
        receive = now.parcel.send()

        def tell() -> Record:
            record: Record = {
                "loss": value, "learning_rate": rate, "epoch": epoch, "batch_size": batch_size, "compute_time_ms": compute_time_ms,
                "step_time_ms": took * 1000, "step_skipped": skipped,
            }  # fmt: skip
            if fill:
                parts = receive()
                for each in fill:
                    each(record, parts)
            return record

        self.run.report(tell, step)
        self._pass(start, before)

    def _describe(self, loss: torch.Tensor | None) -> None:
        """Once there is a first loss: layers in forward order, with activations, and what kind of loss it is."""
        self._told_layers = True
        node = loss.grad_fn if loss is not None else None
        if node is None:
            output = first_tensor(self._batch.output)
            node = output.grad_fn if output is not None else None
        if self._forward is not None:
            ordered = self._forward.end(node)
            # Outputs of this first step were taken before it was known what is applied to them.
            now = self._now
            now.taken = {index: numbers for index, numbers in now.taken.items() if self._layers[index].function is None}
            if now.measured is not None:
                now.measured.reorder(ordered)
            else:
                place = {id(layer): index for index, layer in enumerate(ordered)}
                now.taken = {place[id(self._layers[index])]: numbers for index, numbers in now.taken.items()}
            self._layers = ordered
            self._untap()
        facts: dict[str, Any] = {"layers": [layer.description() for layer in self._layers]}
        if loss is not None and loss.grad_fn is not None:
            kind, classes = loss_kind(loss.grad_fn)
            facts.update(
                {name: value for name, value in (("loss_kind", kind), ("num_classes", classes)) if not self.run.knows(name)}
            )
        self.run.describe(**facts)

    def _on_cuda(self) -> bool:
        return bool(self._parameters) and self._parameters[0].is_cuda

    def _loss(self, raw: torch.Tensor | float | None, fill: list[Fill]) -> float | None:
        """The loss, if the host has it; else it comes with the parcel."""
        losses = [raw] if not self._micro and raw is not None else [*self._micro, *([raw] if raw is not None else [])]
        self._micro = []
        if not losses:
            return None
        if all(not isinstance(each, torch.Tensor) or not each.is_cuda for each in losses):
            loss = sum(map(float, losses)) / len(losses)
            if not math.isfinite(loss) and self._now.measured is None:
                self._want_layers = True  # where it began is worth a measurement
                self._now.gradients_read = False
                self._read_gradients()
            return loss
        at_loss = [self._now.parcel.add(torch.as_tensor(each)) for each in losses]
        fill.append(lambda record, parts: record.update(loss=sum(parts[at][0] for at in at_loss) / len(at_loss)))
        return None

    def _take_norm(self, grad_norm: torch.Tensor | float | None, fill: list[Fill]) -> None:
        now = self._now
        if grad_norm is not None:
            now.norm_at = now.parcel.add(torch.as_tensor(grad_norm).detach())
            now.clip_at = None
        if not now.gradients_read:
            self._read_gradients()  # no optimizer to hook into, or the scaler left the update out
        at_norm, most = now.norm_at, now.clip_at
        if at_norm >= 0:
            fill.append(lambda record, parts: record.update(grad_norm=parts[at_norm][0]))
        if most is not None:
            fill.append(lambda record, parts: record.update(clipped=not parts[at_norm][0] <= most))

    def _take_layers(self, measured: Measured, fill: list[Fill]) -> None:
        start, now = time.perf_counter(), self._now
        with torch.no_grad():
            measured.outputs(now.taken)
            measured.weights(now.before, moved=now.updated or not self._optimizers)
        now.layers_seconds += time.perf_counter() - start
        fill.append(lambda record, parts: record.update(layers=measured.columns(parts)))

    def _take_batch(self, targets: torch.Tensor | None, logits: torch.Tensor | None, fill: list[Fill]) -> None:
        start, now = time.perf_counter(), self._now
        measured = now.measured is not None
        self._batch.take(now.parcel, fill, measured, targets, logits, self.run.fact("num_classes"))
        if measured:
            now.layers_seconds += time.perf_counter() - start

    def _take_scale(self, fill: list[Fill]) -> None:
        scale = getattr(self._now.scaler, "_scale", None)  # get_scale() would wait for the device
        if isinstance(scale, torch.Tensor) and self._now.scaler.is_enabled():
            at_scale = self._now.parcel.add(scale)
            fill.append(lambda record, parts: record.update(loss_scale=parts[at_scale][0]))

    def _take_digest(self, fill: list[Fill], step: int | None) -> None:
        every, at = self.run.settings.digest_every, self.run.last_step + 1 if step is None else step
        if every and at % every == 0:
            hashed = digest(self._parameters)
            fill.append(lambda record, parts: record.update(parameter_digest=hashed()))

    def _pass(self, start: float, before: float) -> None:
        """The step is told; what the next one has to measure is decided now.

        :param before: seconds of measuring before ``start``
        """
        now, end = self._now, time.perf_counter()
        layers, norm = now.layers_seconds, now.norm_seconds
        self._own_seconds += end - start - (layers + norm - before)
        if layers or norm:
            anyway = (self._own_seconds + self.run.background_seconds) / max(1.0, end - self._began) / 2
            if layers:
                self._layers_due.measured(end, layers, anyway)
            if norm:
                self._norm_due.measured(end, norm, anyway)
        self._now = StepUnderway()
        self._batch.forget()
        self._end = end
        self._plan()

    # The run's own words

    def evaluate(self, loss: Any = None, **values: Any) -> None:
        """Tells of an evaluation, see Run.evaluate."""
        self.run.evaluate(_number(loss), **{name: _number(value) for name, value in values.items()})
        self._end = time.perf_counter()  # its time belongs to no step

    @harmless(None)
    def end(self, state: State = "FINISHED") -> None:
        """Says that the run is over, sends what is left, and lets go of the model."""
        torch_events.forget(self)
        for hook in (*self._hooks, *self._taps):
            hook.remove()
        self.run.end(state)

    @property
    def should_stop(self) -> bool:
        return self.run.should_stop

    @property
    def should_checkpoint(self) -> bool:
        return self.run.should_checkpoint

    def until_stopped(self, items: Iterable[T]) -> Iterable[T]:
        return self.run.until_stopped(items)

    def __enter__(self) -> Monitor:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.run.__exit__(kind, error, trace)
        self.end()


def _number(value: Any) -> Any:
    return value.item() if isinstance(value, torch.Tensor) else value
