"""Events of PyTorch that hooks do not tell: gradients about to be clipped, and updates left out by a loss scaler."""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch.nn.utils import clip_grad

from descentry.guard import tell_once


class Listener(Protocol):
    def before_clip(self, parameters: list[torch.Tensor], max_norm: float, total: torch.Tensor | None) -> None: ...

    def scaled(self, optimizer: Any, scaler: Any) -> None: ...


_listeners: weakref.WeakSet[Any] = weakref.WeakSet()
_installed = False


def listen(listener: Listener) -> None:
    """From now on the listener hears of both, in all of the process. Calls go on to what they called before."""
    global _installed
    _listeners.add(listener)
    if _installed:
        return
    _installed = True
    # clip_grad_norm_ calls this through its module, so scripts that imported clip_grad_norm_ earlier are heard as well.
    name = "_clip_grads_with_norm_" if hasattr(clip_grad, "_clip_grads_with_norm_") else "clip_grad_norm_"
    original = getattr(clip_grad, name)

    @functools.wraps(original)
    def clip(parameters: Any, max_norm: float, *args: Any, **kwargs: Any) -> Any:
        listed = [parameters] if isinstance(parameters, torch.Tensor) else list(parameters)
        total = (args[0] if args else kwargs.get("total_norm")) if name.startswith("_") else None
        _tell(lambda each: each.before_clip(listed, float(max_norm), total))
        return original(listed, max_norm, *args, **kwargs)

    setattr(clip_grad, name, clip)
    if not name.startswith("_"):
        torch.nn.utils.clip_grad_norm_ = clip
    scaler = torch.amp.GradScaler
    step = scaler.step

    @functools.wraps(step)
    def scaled_step(self: Any, optimizer: Any, *args: Any, **kwargs: Any) -> Any:
        done = step(self, optimizer, *args, **kwargs)
        _tell(lambda each: each.scaled(optimizer, self))
        return done

    scaler.step = scaled_step  # type: ignore[method-assign]


def forget(listener: Listener) -> None:
    _listeners.discard(listener)


def _tell(event: Callable[[Listener], None]) -> None:
    for listener in list(_listeners):
        try:
            event(listener)
        except Exception as error:
            tell_once("watching the optimizer", error)
