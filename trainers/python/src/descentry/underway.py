"""The step between two calls of ``Monitor.step``."""

from __future__ import annotations

from typing import Any

import torch

from descentry.statistics import Measured, Output, Parcel


class StepUnderway:
    """What is known of the step that is being made. Most steps leave most of it as it is here."""

    measured: Measured | None = None
    before: list[torch.Tensor] | None = None
    norm_at = -1
    clip_at: float | None = None
    gradients_read = False
    updated = False
    scaler: Any = None
    rate: float | None = None
    #: seconds that measuring took in it
    layers_seconds = 0.0
    norm_seconds = 0.0

    def __init__(self) -> None:
        self.parcel = Parcel()
        self.taken: dict[int, Output] = {}
