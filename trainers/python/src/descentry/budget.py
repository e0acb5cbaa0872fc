"""How often measuring may be paid for."""

from __future__ import annotations


class Allowance:
    """Spaces a measurement so that its cost stays below a share of the time of the run.

    Every step earns the share of its time, every measurement spends what it took, and the next one is due when the account is
    not overdrawn. The first few are free, so that a bad start is seen at once.

    :param share: of the time of a step; 0 for never
    :param every: measure at each n-th step instead, whatever it costs; 0 to go by the share
    """

    def __init__(self, share: float, every: int = 0, free: int = 5) -> None:
        self._share = share
        self._every = every
        self._free = free
        self._account = 0.0
        self._steps = 0

    def due(self) -> bool:
        if self._every:
            return self._steps % self._every == 0
        return self._share > 0 and (self._free > 0 or self._account >= 0)

    def passed(self, seconds: float, spent: float, measured: bool, anyway: float = 0.0) -> None:
        """
        :param seconds: time of the step without measuring
        :param spent: time of measuring in it
        :param anyway: time that the client takes measuring or not, its threads included; it is paid from up to half of what the step
            earns
        """
        self._steps += 1
        if measured and self._free > 0:
            self._free -= 1
            return
        # Nothing is saved up: a pause of an hour is no reason to measure for half a minute.
        earned = self._share * seconds
        self._account = min(self._account + max(earned - anyway, earned / 2), 0.0) - spent
