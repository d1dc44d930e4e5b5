"""Beside the student's MLP: trainings of a step, statistics that have met data, the list of channels afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from kit.student import probe


@probe
def channels_after(make: Callable[..., Any], channels: list[int], shared: bool) -> list[int]:
    """Build two networks from one list and return what has become of it."""
    for _ in range(2):
        make(channels, shared)
    return channels


@probe
def in_double(net: nn.Module) -> None:
    """Turn all weights into float64."""
    net.double()


@probe
def without_gradients(net: nn.Module, x: Tensor, count: int) -> list[Tensor]:
    """Return the outputs of `count` calls in a row."""
    with torch.no_grad():
        return [net(x).clone() for _ in range(count)]


@probe
def one_step(net: nn.Module, x: Tensor, lr: float) -> None:
    """Take one step of gradient descent on the squared output, in train mode."""
    net.train()
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    optimizer.zero_grad()
    net(x).square().mean().backward()
    optimizer.step()
