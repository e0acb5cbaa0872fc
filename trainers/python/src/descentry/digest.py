"""A hash of all parameters that is equal on replicas that are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

_BITS = {1: torch.int8, 2: torch.int16, 4: torch.int32, 8: torch.int64}
_ODD = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


def digest(parameters: Sequence[torch.Tensor]) -> Callable[[], int]:
    """Starts hashing on the device.

    Each tensor's bits are added up as integers, which no order of summation changes; the sums are mixed on the host.

    :returns: waits for the sums and gives the hash as a signed 64-bit number; for the background thread
    """
    with torch.no_grad():
        sums = [
            _local(parameter).contiguous().view(_BITS[parameter.element_size()]).sum(dtype=torch.int64) for parameter in parameters
        ]
        together = torch.stack(sums) if sums else torch.zeros(0, dtype=torch.int64)

    def mix() -> int:
        mixed = 0
        for value in together.tolist():
            mixed = ((mixed ^ (value & _MASK)) * _ODD + 1) & _MASK
            mixed ^= mixed >> 29
        return mixed - (1 << 64) if mixed >> 63 else mixed

    return mix


def _local(tensor: torch.Tensor) -> torch.Tensor:
    tensor = tensor.detach()
    return tensor.to_local() if hasattr(tensor, "to_local") else tensor  # type: ignore[no-any-return]
