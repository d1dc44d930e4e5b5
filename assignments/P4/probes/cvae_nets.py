"""Beside the student's conditional VAE: short trainings through its own methods, and what a seed gives."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from kit.student import probe


@probe
def learn(net: Any, x: Tensor, z: Tensor, y: Tensor, targets: list[Tensor], steps: int, lr: float) -> None:
    """Take Adam steps in training mode that bring mu, logvar and the image of z towards `targets`."""
    net.train()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        outputs = (*net.encode(x, y), net.decode(z, y))
        torch.stack([F.mse_loss(got, want) for got, want in zip(outputs, targets, strict=True)]).sum().backward()
        optimizer.step()


@probe
def modes(net: Any) -> list[bool]:
    """Tell of `net` and of each module inside whether it is in training mode."""
    return [one.training for one in net.modules()]


@probe
def learn_images(net: Any, z: Tensor, y: Tensor, images: Tensor, steps: int, lr: float) -> None:
    """Take Adam steps in training mode that bring ``net.decode(z, y)`` towards `images`."""
    net.train()
    parameters = [one for one in net.parameters() if one.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        F.mse_loss(net.decode(z, y), images).backward()
        optimizer.step()


@probe
def samples_of_seeds(net: Any, y: Tensor, seeds: list[int]) -> list[tuple[Tensor, Tensor]]:
    """For each seed ``net.sample(y)`` and the next numbers of torch's generator."""
    found = []
    for seed in seeds:
        torch.manual_seed(seed)
        found.append((net.sample(y).detach(), torch.rand(4)))
    return found


@probe
def in_a_row(net: Any, x: Tensor, y: Tensor, calls: int) -> dict[str, list[Any]]:
    """Results of ``net(x, y)`` and ``net.sample(y)``, `calls` times in a row."""
    return {
        "forward": [net(x, y)[0].detach() for _ in range(calls)],
        "sample": [net.sample(y).detach() for _ in range(calls)],
    }


@probe
def in_parts(net: Any, name: str, arguments: list[Tensor], size: int = 500) -> Tensor:
    """Images that the method `name` makes of many rows, some at a time, without gradients."""
    parts = []
    with torch.no_grad():
        for part in zip(*(one.split(size) for one in arguments), strict=True):
            got = net(*part) if name == "forward" else getattr(net, name)(*part)
            parts.append(got[0] if name == "forward" else got)
    return torch.cat(parts)
