"""`interpolate` in a given version while `slerp` is checked, so that an early mistake counts once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from kit.student import probe


@probe
def interpolate() -> Callable[..., Tensor]:
    """Return NumPy's evenly spaced arrays as `interpolate`."""

    def interpolate(z0: Tensor, z1: Tensor, count: int) -> Tensor:
        path = np.linspace(z0.detach().cpu().numpy(), z1.detach().cpu().numpy(), count, dtype=np.float64)
        return torch.from_numpy(path).to(z0.device, z0.dtype)

    return interpolate
