"""Generators of images for checks of what uses one."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from kit.student.probe import probe


class _Blend(nn.Module):
    """A mixture of `z_dim` fixed pictures, shifted by the class, normalised."""

    def __init__(self, z_dim: int, classes: int) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.pictures = nn.Linear(z_dim, 24)
        self.shift = nn.Embedding(classes, 24)
        self.norm = nn.BatchNorm2d(1)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Latents (B, z_dim) and labels (B,) to images (B, 1, 4, 6)."""
        images: Tensor = self.norm((self.pictures(z) + self.shift(y)).reshape(-1, 1, 4, 6))
        return images


@probe
def blend(z_dim: int, classes: int) -> nn.Module:
    """Return a conditional generator (B, z_dim), (B,) -> (B, 1, 4, 6) in training mode, weights drawn anew."""
    with torch.random.fork_rng(devices=[]):
        return _Blend(z_dim, classes)
