"""Ways through latent space, row by row in plain numbers."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def _weights(count: int) -> list[float]:
    return [k / (count - 1) for k in range(count)] if count > 1 else [0.0]


def linear(z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """(count, N, F): from z0 to z1, both (N, F)."""
    return torch.stack([(1 - w) * z0 + w * z1 for w in _weights(count)])


def spherical(z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """(count, N, F): along the arc between each pair of rows; linear where the sine of the angle is below 1e-4."""
    result = linear(z0, z1, count)
    for row, (a, b) in enumerate(zip(z0, z1, strict=True)):
        # the angle from the difference of the unit vectors: exact also near 0 and pi
        u, v = a / a.norm(), b / b.norm()
        angle = 2 * math.atan2(float((u - v).norm()), float((u + v).norm()))
        if math.sin(angle) < 1e-4:
            continue
        for k, w in enumerate(_weights(count)):
            result[k, row] = (math.sin((1 - w) * angle) * a + math.sin(w * angle) * b) / math.sin(angle)
    return result
