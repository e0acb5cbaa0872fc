"""What a model and its optimizers tell about a run before it begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

_PRECISIONS = {torch.float32: "fp32", torch.bfloat16: "bf16", torch.float16: "fp16", torch.float64: "fp64"}


def facts_of(model: nn.Module, optimizers: Sequence[torch.optim.Optimizer]) -> dict[str, Any]:
    inner = getattr(model, "module", model)
    inner = getattr(inner, "_orig_mod", inner)
    facts: dict[str, Any] = {"framework": "pytorch", "model": type(inner).__name__}
    first = next(model.parameters(), None)
    if first is not None:
        facts["precision"] = _PRECISIONS.get(first.dtype)
        facts["device"] = str(first.device)
    if optimizers:
        group = optimizers[0].param_groups[0]
        facts["optimizer"] = optimizer_name(optimizers[0])
        rate = float(group.get("initial_lr", group["lr"]))
        facts["learning_rate"] = rate if rate > 0 else None
        facts["weight_decay"] = float(group.get("weight_decay", 0.0) or 0.0)
    return facts


def optimizer_name(optimizer: torch.optim.Optimizer) -> str:
    """As the schema has it: sgd, sgd_momentum, sgd_nesterov, adam, adamw, ..."""
    name = type(optimizer).__name__.lower()
    if name != "sgd":
        return name
    group = optimizer.param_groups[0]
    return "sgd_nesterov" if group.get("nesterov") else "sgd_momentum" if group.get("momentum") else "sgd"
