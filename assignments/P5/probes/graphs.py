"""Beside the student's graph networks: given versions of E06 and E07, weights of both signs, one backward pass."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from kit.student import probe


def nearest(x: Tensor, k: int) -> Tensor:
    """E06's first function (B, N, k): all squared differences, sorted."""
    count = x.shape[2]
    if k < 1 or k > count:
        raise ValueError(f"{k} neighbours of {count} points")
    squares = (x.detach()[:, :, :, None] - x.detach()[:, :, None]).square().sum(1)
    return squares.argsort(-1)[..., :k].contiguous()


def edges(x: Tensor, idx: Tensor) -> Tensor:
    """E07's function (B, 2C, N, k): rows of one long list of the points of all clouds."""
    count, channels, length = x.shape
    rows = x.transpose(1, 2).reshape(count * length, channels)
    places = idx + length * torch.arange(count, device=x.device).reshape(-1, 1, 1)
    centres = x.transpose(1, 2).unsqueeze(2).expand(-1, -1, idx.shape[2], -1)
    return torch.cat((centres, rows[places] - centres), 3).permute(0, 3, 1, 2)


@probe
def find_knn() -> Callable[[Tensor, int], Tensor]:
    """Return E06's first function."""
    return nearest


@probe
def gather_edge_features() -> Callable[[Tensor, Tensor], Tensor]:
    """Return E07's function."""
    return edges


@probe
def scatter(net: nn.Module) -> None:
    """Move all weights: factors of norms take both signs, offsets and running statistics any value; eval mode.

    What is a norm's is known by its first values, ones and zeros, whoever wrote the norm.
    """
    with torch.no_grad():
        for value in net.parameters():
            noise = torch.randn_like(value)
            if value.dim() == 1 and bool((value == 1).all()):
                value.copy_((0.5 + torch.rand_like(value)) * torch.where(noise > 0, 1.0, -1.0))
            else:
                value.add_(0.4 * noise)
        for value in net.buffers():
            if value.dim() != 1 or not value.is_floating_point():
                continue
            if bool((value == 1).all()):
                value.copy_(0.5 + 1.5 * torch.rand_like(value))
            elif not bool(value.any()):
                value.add_(0.3 * torch.randn_like(value))
    net.eval()


@probe
def backward(net: nn.Module, *inputs: Tensor) -> list[Tensor]:
    """Call `net` on the inputs and differentiate: the output and the gradients of all parameters that have one."""
    net.zero_grad()
    out = net(*inputs)
    out.square().sum().backward()
    return [out.detach(), *(one.grad for one in net.parameters() if one.grad is not None)]
