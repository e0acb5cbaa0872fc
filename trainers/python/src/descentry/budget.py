"""How often measuring may be paid for."""

from __future__ import annotations


class Allowance:
    """Spaces a measurement so that its cost stays below a share of the time of the run.

    What a measurement took has to be earned by the time that passes before the next one. The first few are free, so that a bad
    start is seen at once. Nothing is saved up: a pause of an hour is no reason to measure for half a minute.

    :param share: of the time of the run; 0 for never
    :param every: measure at each n-th step instead, whatever it costs; 0 to go by the share
    """

    def __init__(self, share: float, every: int = 0, free: int = 5) -> None:
        self._share = share
        self._every = every
        self._free = free
        self._next = 0.0
        self._steps = 0

    def due(self, now: float) -> bool:
        """Whether the next step is measured; asked once before each step.

        :param now: seconds by a clock that never goes back
        """
        self._steps += 1
        if self._every:
            return (self._steps - 1) % self._every == 0
        return self._share > 0 and (self._free > 0 or now >= self._next)

    def measured(self, now: float, seconds: float, anyway: float = 0.0) -> None:
        """
        :param seconds: what the measurement took
        :param anyway: share of the time that the client takes measuring or not, its threads included; half of what is earned at
            most goes into it
        """
        if self._free > 0:
            self._free -= 1
        elif self._share > 0:
            self._next = now + seconds / max(self._share - anyway, self._share / 2)
