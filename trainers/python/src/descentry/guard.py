"""Nothing that goes wrong here reaches the training script."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger("descentry")

_told: set[str] = set()


def tell_once(what: str, error: BaseException) -> None:
    """Logs the first failure of each place; a fault that comes with every step would otherwise drown the run's own log."""
    if what not in _told:
        _told.add(what)
        log.warning("%s failed, training goes on without it: %s: %s", what, type(error).__name__, error)
        log.debug("%s", what, exc_info=error)


def harmless(otherwise: R) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Answers ``otherwise`` where the function would have raised. KeyboardInterrupt and SystemExit pass."""

    def wrap(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                tell_once(function.__qualname__, error)
                return otherwise

        return guarded

    return wrap
