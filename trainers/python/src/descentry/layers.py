"""Which layers a model has, in which order it runs them, and what is applied to their outputs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from descentry.guard import tell_once

_KINDS: tuple[tuple[str, str], ...] = (
    ("linear", "linear"), ("conv", "conv"), ("batchnorm", "batchnorm"), ("layernorm", "layernorm"), ("rmsnorm", "rmsnorm"),
    ("groupnorm", "groupnorm"), ("instancenorm", "instancenorm"), ("lstm", "lstm"), ("gru", "gru"), ("rnn", "rnn"),
    ("embedding", "embedding"), ("attention", "attention"),
)  # fmt: skip

#: Autograd nodes of elementwise functions: their name in the schema, and the function.
ACTIVATIONS: dict[str, tuple[str, Callable[[torch.Tensor], torch.Tensor]]] = {
    "ReluBackward": ("relu", torch.relu),
    "TanhBackward": ("tanh", torch.tanh),
    "SigmoidBackward": ("sigmoid", torch.sigmoid),
    "GeluBackward": ("gelu", nn.functional.gelu),
    "EluBackward": ("elu", nn.functional.elu),
    "LeakyReluBackward": ("leaky_relu", nn.functional.leaky_relu),
    "SiluBackward": ("silu", nn.functional.silu),
    "HardtanhBackward": ("relu6", nn.functional.relu6),
    "SoftplusBackward": ("softplus", nn.functional.softplus),
}

#: Autograd nodes of losses: their name in the schema.
LOSSES = {
    "NllLossBackward": "cross_entropy", "NllLoss2DBackward": "cross_entropy", "CrossEntropyLossBackward": "cross_entropy",
    "MseLossBackward": "mse", "L1LossBackward": "l1", "SmoothL1LossBackward": "smooth_l1", "HuberLossBackward": "huber",
    "BinaryCrossEntropyBackward": "bce", "BinaryCrossEntropyWithLogitsBackward": "bce",
    "KlDivBackward": "kl", "CtcLossBackward": "ctc", "CudnnCtcLossBackward": "ctc",
}  # fmt: skip


@dataclass
class Layer:
    """A module that has parameters of its own, or such parameters without a module."""

    name: str
    kind: str | None
    module: nn.Module
    parameters: list[nn.Parameter]
    frozen: bool
    activation: str | None = None
    function: Callable[[torch.Tensor], torch.Tensor] | None = None

    def description(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "activation": self.activation,
            "parameters": sum(parameter.numel() for parameter in self.parameters),
            "frozen": self.frozen,
        }


def layers_of(model: nn.Module) -> list[Layer]:
    """All layers, as they are defined."""
    found = []
    for path, module in model.named_modules():
        own = [(name, parameter) for name, parameter in module.named_parameters(recurse=False)]
        if not own:
            continue
        # The wrappers of DDP, of compiled models and of FSDP are no part of a layer's name.
        name = re.sub(r"(^|\.)(module|_orig_mod|_fsdp_wrapped_module)(?=\.|$)", "", path).strip(".")
        parameters = [parameter for _, parameter in own]
        frozen = not any(parameter.requires_grad for parameter in parameters)
        found.append(Layer(name or own[0][0], _kind(module), module, parameters, frozen, _own_activation(module)))
    return found


def _kind(module: nn.Module) -> str | None:
    name = type(module).__name__.lower()
    if name == "conv1d" and not isinstance(module, nn.Conv1d):
        return "linear"  # GPT-2 of Hugging Face calls its transposed linear layers so
    return next((kind for part, kind in _KINDS if part in name), None)


def _own_activation(module: nn.Module) -> str | None:
    if isinstance(module, nn.LSTM | nn.GRU):
        return "tanh"
    if isinstance(module, nn.RNN):
        return str(module.nonlinearity)
    return None


def _node_name(node: Any) -> str:
    return re.sub(r"\d+$", "", node.name()).rsplit("::", 1)[-1]


def _walk(start: Any, most: int) -> Iterator[Any]:
    """Nodes of the graph behind ``start``, nearest first."""
    seen, queue = {start}, [start]
    for node in queue:
        yield node
        if len(seen) > most:
            return
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                queue.append(following)


class Forward:
    """Watches one forward pass: in which order layers run, and by which function each output is followed.

    How a layer and its activation belong together cannot be told from the modules, as most scripts call ``relu`` as a function.
    It is in the graph that autograd keeps: the node of the function points at the node that made the layer's output.
    """

    def __init__(self, layers: list[Layer]) -> None:
        self._layers = layers
        self._called: list[int] = []
        self._made_by: dict[Any, int] = {}
        self._hooks = [layer.module.register_forward_hook(self._hook(index)) for index, layer in enumerate(layers)]

    def _hook(self, index: int) -> Callable[..., None]:
        def note(module: nn.Module, inputs: Any, output: Any) -> None:
            try:
                if not torch.is_grad_enabled():
                    return
                if index not in self._called:
                    self._called.append(index)
                tensor = first_tensor(output)
                if tensor is not None and tensor.grad_fn is not None:
                    self._made_by[tensor.grad_fn] = index
            except Exception as error:
                tell_once("finding the order of the layers", error)

        return note

    def end(self, behind: Any) -> list[Layer]:
        """Layers in forward order, with their activations.

        :param behind: node of the loss or of the output, if there is one
        """
        for hook in self._hooks:
            hook.remove()
        if behind is None and self._made_by:
            behind = list(self._made_by)[-1]  # all but what follows the last layer
        if behind is not None:
            for node in _walk(behind, 50_000):
                known = ACTIVATIONS.get(_node_name(node))
                if known and node.next_functions:
                    made = self._made_by.get(node.next_functions[0][0])
                    if made is not None and self._layers[made].activation is None:
                        self._layers[made].activation, self._layers[made].function = known
        for index in self._called:
            self._layers[index].activation = self._layers[index].activation or "none"
        self._made_by.clear()
        # What runs without being called (a bare parameter, parts of attention) stays behind the layer it is defined after.
        place = {index: position for position, index in enumerate(self._called)}
        before = -1.0
        order = []
        for index in range(len(self._layers)):
            before = place.get(index, before)
            order.append((before, index))
        return [self._layers[index] for _, index in sorted(order)]


def loss_kind(node: Any) -> tuple[str | None, int | None]:
    """Kind of the loss behind a node and its number of classes, if the graph tells both beyond doubt."""
    kinds: dict[str, Any] = {}
    for each in _walk(node, 64):
        kind = LOSSES.get(_node_name(each))
        if kind:
            kinds.setdefault(kind, each)
    if len(kinds) != 1:
        return None, None
    kind, made = next(iter(kinds.items()))
    classes = None
    if kind == "cross_entropy":
        try:
            classes = int(made.next_functions[0][0]._input_metadata[0].shape[1])
        except (AttributeError, IndexError, TypeError):
            classes = None
    return kind, classes if classes and classes > 1 else None


def first_tensor(value: Any, depth: int = 0) -> torch.Tensor | None:
    """The first tensor of what a module returned: itself, in a tuple, a dictionary, or an output object."""
    if isinstance(value, torch.Tensor):
        return value
    if depth > 3:
        return None
    values = value.values() if hasattr(value, "values") else value if isinstance(value, tuple | list) else ()
    for each in values:
        tensor = first_tensor(each, depth + 1)
        if tensor is not None:
            return tensor
    return None
