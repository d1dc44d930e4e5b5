"""Trusted answers for the two terms of the VAE's loss: sums over scalars of torch's own divergence."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.distributions import Normal
from torch.distributions import kl_divergence as divergence


def kl_terms(mu: Tensor, logvar: Tensor) -> Tensor:
    """Return the divergence of each N(mu, exp(logvar)) from N(0, 1), in the shape of `mu`; differentiable."""
    return divergence(Normal(mu, torch.exp(logvar / 2)), Normal(torch.zeros_like(mu), torch.ones_like(mu)))


def losses(x_hat: Tensor, x: Tensor, mu: Tensor, logvar: Tensor, beta: float) -> dict[str, Tensor]:
    """Return "loss", "mse" and "kl" by the identity (sum of squares + beta * sum of KL) / (N C H W)."""
    squares, divergences = (x_hat - x).square(), kl_terms(mu, logvar)
    return {
        "loss": (squares.sum() + beta * divergences.sum()) / x.numel(),
        "mse": squares.mean(),
        "kl": divergences.mean(),
    }
