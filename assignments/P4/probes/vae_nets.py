"""Beside the student's encoders and decoders: short trainings, settled statistics, enlarged weights."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe


@probe
def learn(net: Any, x: Tensor, targets: list[Tensor], steps: int, lr: float) -> None:
    """Take Adam steps in training mode towards `targets`, one for each output of `net`, by squared error."""
    net.train()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        outputs = net(x)
        outputs = outputs if isinstance(outputs, (tuple, list)) else (outputs,)
        torch.stack([F.mse_loss(got, want) for got, want in zip(outputs, targets, strict=True)]).sum().backward()
        optimizer.step()


@probe
def settle(net: Any, x: Tensor) -> None:
    """Let statistics of normalisation meet `x`; leave `net` in eval mode."""
    net.train()
    with torch.no_grad():
        for _ in range(3):
            net(x)
    net.eval()


@probe
def enlarge(net: nn.Module, factor: float) -> None:
    """Multiply all parameters."""
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.mul_(factor)
