"""Numbers about gradients, weights, updates and outputs, computed where the tensors are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import torch

from descentry.layers import Layer
from descentry.schemas import layer_columns

Columns = dict[str, list[float]]

#: Of an output, so many elements are looked at: the first samples of the batch, each whole.
_OUTPUT_SAMPLE = 65_536


class Parcel:
    """Device numbers that travel to the host together, in one transfer that nobody waits for in the step's path."""

    def __init__(self) -> None:
        self._tensors: list[torch.Tensor] = []
        self._sizes: list[int] = []

    def add(self, tensor: torch.Tensor) -> int:
        """:returns: the place of these numbers in what arrives"""
        self._tensors.append(tensor.detach().reshape(-1).float())
        self._sizes.append(tensor.numel())
        return len(self._sizes) - 1

    def send(self) -> Callable[[], list[list[float]]]:
        """:returns: waits for the numbers and gives them; for the background thread"""
        if not self._tensors:
            return list
        device = self._tensors[0].device
        flat = torch.cat([tensor.to(device, non_blocking=True) for tensor in self._tensors])
        sizes, self._tensors = self._sizes, []
        if device.type == "cuda":
            host = torch.empty(flat.shape, dtype=flat.dtype, pin_memory=True)
            host.copy_(flat, non_blocking=True)
            arrived = torch.cuda.Event()
            arrived.record()
        else:
            host, arrived = flat, None

        def receive() -> list[list[float]]:
            if arrived is not None:
                arrived.synchronize()
            numbers: list[float] = host.tolist()
            parts, start = [], 0
            for size in sizes:
                parts.append(numbers[start : start + size])
                start += size
            return parts

        return receive


def _norms(tensors: Sequence[torch.Tensor], order: float = 2.0) -> torch.Tensor:
    """Norms in single precision at least: those of half precision overflow at 65,504."""
    if all(tensor.dtype == torch.float32 for tensor in tensors):
        return torch.stack(torch._foreach_norm(list(tensors), order))
    return torch.stack([torch.linalg.vector_norm(tensor, order, dtype=torch.float32) for tensor in tensors])


def global_norm(parameters: Sequence[torch.nn.Parameter]) -> torch.Tensor | None:
    """L2 norm of all gradients together, or None if there are none."""
    gradients = [_local(parameter.grad) for parameter in parameters if parameter.grad is not None]
    if not gradients:
        return None
    return torch.linalg.vector_norm(_norms(gradients))


def _local(tensor: torch.Tensor) -> torch.Tensor:
    """The part of a sharded tensor that is here; the stored values of a sparse one."""
    tensor = tensor.detach()
    if hasattr(tensor, "to_local"):
        tensor = tensor.to_local()
    return tensor.coalesce().values() if tensor.is_sparse else tensor


def _nonfinite(tensors: Sequence[torch.Tensor], norms: torch.Tensor) -> torch.Tensor:
    """How many elements are NaN or infinite. On the CPU they are counted only if a norm is, as that is free to see there."""
    if norms.device.type == "cpu" and bool(torch.isfinite(norms).all()):
        return torch.zeros(len(tensors))
    return torch.stack([tensor.numel() - torch.isfinite(tensor).sum() for tensor in tensors])


class Measured:
    """Numbers of tensors that belong to layers, on their way to being columns."""

    def __init__(self, layers: Sequence[Layer], parcel: Parcel) -> None:
        self._layers = layers
        self._parcel = parcel
        self._order = list(range(len(layers)))
        self._steps: list[Callable[[list[list[float]], Columns], None]] = []

    def reorder(self, layers: Sequence[Layer]) -> None:
        """The same layers in another order; columns follow it."""
        place = {id(layer): index for index, layer in enumerate(self._layers)}
        self._order = [place[id(layer)] for layer in layers]

    def gradients(self) -> None:
        owner, tensors = [], []
        for index, layer in enumerate(self._layers):
            for parameter in layer.parameters:
                if parameter.grad is not None and parameter.grad.numel():
                    owner.append(index)
                    tensors.append(_local(parameter.grad))
        if not tensors:
            return
        norms = _norms(tensors)
        places = [
            self._parcel.add(part)
            for part in (
                norms,
                _norms(tensors, math.inf),
                torch.stack([tensor.sum(dtype=torch.float32) for tensor in tensors]),
                torch.stack([torch.count_nonzero(tensor) for tensor in tensors]),
                _nonfinite(tensors, norms),
            )
        ]
        sizes = [tensor.numel() for tensor in tensors]
        self._steps.append(
            lambda parts, columns: columns.update(_gradients(len(self._layers), owner, sizes, [parts[p] for p in places]))
        )

    def copies(self) -> list[torch.Tensor]:
        """The weights before the update, to be handed to ``weights`` after it."""
        return [_local(parameter).clone() for layer in self._layers for parameter in layer.parameters]

    def weights(self, before: list[torch.Tensor] | None, moved: bool) -> None:
        """:param moved: False if the update was left out, so that it is known to be 0"""
        owner = [index for index, layer in enumerate(self._layers) for _ in layer.parameters]
        tensors = [_local(parameter) for layer in self._layers for parameter in layer.parameters]
        norms = _norms(tensors)
        at_norm, at_bad = self._parcel.add(norms), self._parcel.add(_nonfinite(tensors, norms))
        at_update = -1
        if before is not None:
            torch._foreach_sub_(before, tensors)
            at_update = self._parcel.add(_norms(before))

        def read(parts: list[list[float]], columns: Columns) -> None:
            columns["weight_norm"] = _roots(owner, parts[at_norm], len(self._layers))
            columns["weight_nonfinite"] = _sums(owner, parts[at_bad], len(self._layers))
            if at_update >= 0:
                columns["update_norm"] = _roots(owner, parts[at_update], len(self._layers))
            elif not moved:
                columns["update_norm"] = [0.0] * len(self._layers)

        self._steps.append(read)

    def outputs(self, taken: dict[int, torch.Tensor]) -> None:
        """:param taken: five numbers of each layer's output, by the layer's index; see ``output_numbers``"""
        places = {index: self._parcel.add(numbers) for index, numbers in taken.items()}

        def read(parts: list[list[float]], columns: Columns) -> None:
            for name in _OUTPUT_COLUMNS:
                columns[name] = [0.0 if name in ("activation_mean", "activation_std") else -1.0] * len(self._layers)
            for index, place in places.items():
                for name, value in zip(_OUTPUT_COLUMNS, parts[place], strict=True):
                    columns[name][index] = value

        if places:
            self._steps.append(read)

    def columns(self, parts: list[list[float]]) -> Columns:
        """All columns of the schema; those without numbers are empty."""
        columns: Columns = {name: [] for name in layer_columns()}
        for step in self._steps:
            step(parts, columns)
        return {name: [column[index] for index in self._order] if column else [] for name, column in columns.items()}


_OUTPUT_COLUMNS = (
    "activation_mean", "activation_std", "activation_zero_fraction", "activation_saturated_fraction", "activation_nonfinite",
)  # fmt: skip


def output_numbers(layer: Layer, output: torch.Tensor) -> torch.Tensor:
    """Mean, deviation, share of zeros, share at the limits and number of non-finite elements of what follows the layer."""
    whole = output.detach()
    sample = whole.reshape(-1)[:_OUTPUT_SAMPLE].float()
    if layer.function is not None:
        sample = layer.function(sample)
    deviation, mean = torch.std_mean(sample, correction=0)
    zeros = (sample == 0).float().mean()
    if layer.activation == "sigmoid":
        saturated = ((sample < 0.01) | (sample > 0.99)).float().mean()
    elif layer.activation == "tanh":
        saturated = (sample.abs() > 0.99).float().mean()
    else:
        saturated = torch.full_like(mean, -1.0)
    total = whole.sum(dtype=torch.float32)
    if total.device.type == "cpu" and math.isfinite(total.item()):
        bad = torch.zeros_like(mean)
    else:
        bad = (whole.numel() - torch.isfinite(whole).sum()).float()
    return torch.stack([mean, deviation, zeros, saturated, bad])


def _roots(owner: list[int], norms: list[float], layers: int) -> list[float]:
    squares = [0.0] * layers
    for index, norm in zip(owner, norms, strict=True):
        squares[index] += norm * norm
    return [math.sqrt(square) if math.isfinite(square) else square for square in squares]


def _sums(owner: list[int], values: list[float], layers: int) -> list[float]:
    sums = [0.0] * layers
    for index, value in zip(owner, values, strict=True):
        sums[index] += value
    return sums


def _gradients(layers: int, owner: list[int], sizes: list[int], parts: list[list[float]]) -> Columns:
    """Joins the numbers of a layer's tensors (weight and bias, say) as if they were one."""
    norms, tops, sums, filled, bad = parts
    count = _sums(owner, [float(size) for size in sizes], layers)
    norm, total = _roots(owner, norms, layers), _sums(owner, sums, layers)
    top = [0.0] * layers
    for index, value in zip(owner, tops, strict=True):
        top[index] = value if value != value or value > top[index] else top[index]
    mean = [each / of if of else 0.0 for each, of in zip(total, count, strict=True)]
    spread = [_root(each / of * each - middle * middle) if of else 0.0 for each, middle, of in zip(norm, mean, count, strict=True)]
    zeros = [1 - each / of if of else 0.0 for each, of in zip(_sums(owner, filled, layers), count, strict=True)]
    faulty = [each if of else -1.0 for each, of in zip(_sums(owner, bad, layers), count, strict=True)]
    return {
        "grad_norm": norm, "grad_abs_max": top, "grad_mean": mean, "grad_std": spread,
        "grad_zero_fraction": zeros, "grad_nonfinite": faulty,
    }  # fmt: skip


def _root(variance: float) -> float:
    return math.sqrt(max(0.0, variance)) if math.isfinite(variance) else math.nan
