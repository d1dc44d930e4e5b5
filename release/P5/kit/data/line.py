"""A noisy straight line."""

from __future__ import annotations

import torch
from torch import Generator, Tensor


def noisy_line(
    n: int, slope: float, offset: float, noise: float, generator: Generator | None = None
) -> tuple[Tensor, Tensor]:
    """Draw points of y = slope * x + offset + noise * e with standard normal e.

    Parameters
    ----------
    n
        Number of points; x is uniform in [-1, 1].
    noise
        Standard deviation of the noise.

    Returns
    -------
    xs, ys, both (n, 1) float32.
    """
    xs = 2 * torch.rand(n, 1, generator=generator) - 1
    return xs, slope * xs + offset + noise * torch.randn(n, 1, generator=generator)
