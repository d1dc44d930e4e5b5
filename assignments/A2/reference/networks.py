"""Trusted answers for up-sampling and FCN-8s: the kernel as fractions, the decoder with torch's interpolation."""

from __future__ import annotations

from fractions import Fraction

import torch
import torch.nn.functional as F
from torch import Tensor


def bilinear_kernel(channels: int, kernel_size: int) -> Tensor:
    """Return the kernel, float32 (c, c, k, k)."""
    factor = (kernel_size + 1) // 2
    centre = Fraction(factor - 1) if kernel_size % 2 else Fraction(2 * factor - 1, 2)
    line = [1 - abs(place - centre) / factor for place in range(kernel_size)]
    plane = torch.tensor([[float(a * b) for b in line] for a in line])
    return torch.stack(
        [torch.stack([plane if i == j else torch.zeros_like(plane) for j in range(channels)]) for i in range(channels)]
    )


def fcn8s(maps: list[Tensor], weights: list[Tensor], biases: list[Tensor]) -> Tensor:
    """Return the logits of maps of strides 8, 16 and 32 for images whose sizes are multiples of 32.

    Parameters
    ----------
    maps
        (N, C_i, H / 8, W / 8), then 16, 32.
    weights, biases
        Of the three 1x1 convolutions: (K, C_i) and (K,).
    """
    fine, middle, coarse = (
        torch.einsum("nchw,kc->nkhw", *pair) + bias[:, None, None]
        for *pair, bias in zip(maps, weights, biases, strict=True)
    )
    return _enlarged(_enlarged(_enlarged(coarse, 2) + middle, 2) + fine, 8)


def _enlarged(x: Tensor, factor: int) -> Tensor:
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)
