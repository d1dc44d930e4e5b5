"""Classifiers to attack, with batch normalisation and dropout."""

from __future__ import annotations

import torch
from torch import nn

from kit.student.probe import probe


@probe
def victim(classes: int) -> nn.Module:
    """Return a classifier of images (N, 1, 4, 5) in [0, 1], in training mode, weights drawn anew from one seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layers = (nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.Tanh(), nn.Dropout(0.3), nn.Flatten())
        return nn.Sequential(*layers, nn.Linear(80, classes))
