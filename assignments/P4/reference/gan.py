"""Losses and training step of a conditional GAN, written out."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def softplus(x: Tensor) -> Tensor:
    """log(1 + e^x) without overflow."""
    return torch.logaddexp(x, torch.zeros_like(x))


def discriminator_loss(real: Tensor, fake: Tensor) -> Tensor:
    """Sum of two means (Goodfellow et al. 2014)."""
    return softplus(-real).mean() + softplus(fake).mean()


def generator_loss(fake: Tensor) -> Tensor:
    """The loss that does not saturate."""
    return softplus(-fake).mean()


def gan_step(generator: Any, discriminator: Any, g_optimizer: Any, d_optimizer: Any, real: Tensor, y: Tensor) -> Any:
    """One step of the discriminator, one of the generator, each with noise of its own."""
    with torch.no_grad():
        fake = generator(torch.randn(len(y), generator.z_dim), y)
    d_loss = discriminator_loss(discriminator(real, y), discriminator(fake, y))
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    g_loss = generator_loss(discriminator(generator(torch.randn(len(y), generator.z_dim), y), y))
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    return {"d_loss": d_loss.item(), "g_loss": g_loss.item()}
