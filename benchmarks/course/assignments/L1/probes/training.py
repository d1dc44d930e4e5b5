"""What runs beside the student's module."""

import torch
from torch import Tensor, nn

from kit.student import probe


@probe
def train(module: nn.Module, x: Tensor, y: Tensor, steps: int) -> list[float]:
    """Losses of `steps` steps of SGD."""
    optimiser = torch.optim.SGD(module.parameters(), lr=0.1)
    losses = []
    for _ in range(steps):
        loss = ((module(x) - y) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
