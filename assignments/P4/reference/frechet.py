"""Frechet distance of normal distributions whose covariances are given by factors."""

from __future__ import annotations

import torch
from torch import Tensor


def distance(mean1: Tensor, factor1: Tensor, mean2: Tensor, factor2: Tensor) -> float:
    """Squared distance of N(mean1, factor1 factor1^T) and N(mean2, factor2 factor2^T); factors (F, rank) float64.

    The trace of ``(S1 S2)^(1/2)`` is the sum of the singular values of ``factor1^T factor2``: no root is taken, so
    a singular covariance is as good as any other (Olkin and Pukelsheim 1982).
    """
    common = torch.linalg.svdvals(factor1.T @ factor2).sum()
    squares = sum(value.square().sum() for value in (mean1 - mean2, factor1, factor2))
    return float(squares - 2 * common)


def covariance(features: Tensor) -> tuple[Tensor, Tensor]:
    """Mean (F,) and covariance (F, F) of rows (N, F), in float64, divisor N - 1: entry by entry."""
    x = features.double()
    n, width = x.shape
    mean = x.sum(0) / n
    rows = [[float((x[:, i] - mean[i]).dot(x[:, j] - mean[j])) / (n - 1) for j in range(width)] for i in range(width)]
    return mean, torch.tensor(rows, dtype=torch.float64).reshape(width, width)
