"""Numbers about gradients, weights, updates and outputs, computed where the tensors are."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

from descentry.layers import Layer
from descentry.schemas import layer_columns

Columns = dict[str, list[float]]

#: Of an output, about so many elements are looked at, spread over all of it.
_OUTPUT_SAMPLE = 16_384


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


def _largest(tensors: Sequence[torch.Tensor]) -> torch.Tensor:
    """Largest magnitude of each; NaN if there is one in it."""
    if tensors[0].is_cuda:
        return _norms(tensors, math.inf)
    # On a CPU this is ten times as fast as the norm.
    extremes = [torch.aminmax(tensor.float()) for tensor in tensors]
    least, most = torch.stack([each.min for each in extremes]), torch.stack([each.max for each in extremes])
    return torch.maximum(-least, most)


def _count(compare: Callable[..., torch.Tensor], values: torch.Tensor, to: float) -> torch.Tensor:
    """How many elements compare so. Comparing into floats is several times as fast on a CPU as counting what is not 0."""
    return compare(values, to, out=torch.empty_like(values, dtype=torch.float32)).sum()


def deviation_mean(values: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Standard deviation and mean of all elements."""
    if values.is_cuda:
        deviation, mean = torch.std_mean(values, correction=0)
        return deviation, mean
    mean = values.mean()  # on a CPU, one after the other is four times as fast
    return torch.linalg.vector_norm(values - mean) / math.sqrt(values.numel()), mean


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


def nonfinite(values: torch.Tensor, total: torch.Tensor) -> torch.Tensor:
    """:param total: their sum or mean; on the CPU elements are counted only if it is not finite"""
    if total.device.type == "cpu" and math.isfinite(total.item()):
        return torch.zeros_like(total)
    return values.numel() - torch.isfinite(values).sum()


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
                _largest(tensors),
                torch.stack([tensor.sum(dtype=torch.float32) for tensor in tensors]),
                torch.stack([_count(torch.ne, tensor, 0.0) for tensor in tensors]),
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

    def outputs(self, taken: dict[int, Output]) -> None:
        """:param taken: numbers of each layer's output, by the layer's index; see ``output_numbers``"""
        if not taken:
            return
        counts = [output.elements for output in taken.values()]
        at = self._parcel.add(torch.stack([number.float() for output in taken.values() for number in output.numbers]))

        def read(parts: list[list[float]], columns: Columns) -> None:
            for name in _OUTPUT_COLUMNS:
                columns[name] = [0.0 if name in ("activation_mean", "activation_std") else -1.0] * len(self._layers)
            rows = [parts[at][start : start + _NUMBERS] for start in range(0, len(parts[at]), _NUMBERS)]
            for index, elements, (mean, deviation, filled, limited, bad) in zip(taken, counts, rows, strict=True):
                saturated = limited / elements if limited >= 0 else -1.0
                for name, value in zip(_OUTPUT_COLUMNS, (mean, deviation, 1 - filled / elements, saturated, bad), strict=True):
                    columns[name][index] = value

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


_NUMBERS = len(_OUTPUT_COLUMNS)


class Output(NamedTuple):
    """A layer's output: mean, deviation, elements that are not 0, elements at the limits (-1: it has none), non-finite elements."""

    #: that were looked at
    elements: int
    numbers: tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def output_numbers(layer: Layer, output: torch.Tensor) -> Output:
    """What follows the layer, in numbers that stay where the output is."""
    whole = output.detach()
    sample = _sample(whole).float()
    if layer.function is not None:
        sample = layer.function(sample)
    deviation, mean = deviation_mean(sample)
    if layer.activation == "sigmoid":
        limited = _count(torch.gt, (sample - 0.5).abs_(), 0.49)
    elif layer.activation == "tanh":
        limited = _count(torch.gt, sample.abs(), 0.99)
    else:
        limited = torch.full_like(mean, -1.0)
    bad = nonfinite(whole, whole.sum(dtype=torch.float32))
    return Output(sample.numel(), (mean, deviation, _count(torch.ne, sample, 0.0), limited, bad))


def _sample(whole: torch.Tensor) -> torch.Tensor:
    """Elements at equal distances, an odd one so that it does not go with the size of a row."""
    step = whole.numel() // _OUTPUT_SAMPLE | 1
    if whole.dim() > 1 and not whole.is_contiguous():  # it will be copied: the first samples of the batch are enough
        whole = whole[: -(-_OUTPUT_SAMPLE // max(1, whole[0].numel()))]
        step = 1
    return whole.reshape(-1)[::step]


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
