"""Given versions of E04: the T-Net and the product; a PointNet that is made of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from assignments.P5.probes.given_mlp import GivenMLP
from kit.student import probe


def transform(x: Tensor, matrix: Tensor) -> Tensor:
    """E04's product (B, k, N)."""
    return (matrix[:, :, :, None] * x[:, None]).sum(2)


class GivenTNet(nn.Module):
    """E04's class, from `GivenMLP`."""

    def __init__(self, k: int, widths: Any = (64, 128, 1024), head: Any = (512, 256)) -> None:
        super().__init__()
        self.k = k
        self.points = GivenMLP([k, *widths], True, last_act=True)
        self.cloud = GivenMLP([widths[-1], *head], False, last_act=True)
        self.last = nn.Linear(head[-1], k * k)
        with torch.no_grad():
            self.last.weight.zero_()
            self.last.bias.zero_()
            self.last.bias[:: k + 1] = 1

    def forward(self, x: Tensor) -> Tensor:
        """(B, k, N) to (B, k, k)."""
        return self.last(self.cloud(self.points(x).sort(2).values[..., -1])).unflatten(1, (self.k, self.k))


@probe
def t_net() -> type[nn.Module]:
    """Return E04's class."""
    return GivenTNet


@probe
def apply_transform() -> Callable[[Tensor, Tensor], Tensor]:
    """Return E04's product."""
    return transform


@probe
def pointnet_parts(net: nn.Module) -> dict[str, dict[str, Tensor]] | None:
    """Return the weights of a PointNet's parts, found by their sizes; None where it is not made of the given classes.

    The keys are ``input``, ``first``, ``feature`` (with a feature transform), ``trunk``, ``head``.
    """
    inner = [one for one in net.modules() if isinstance(one, GivenTNet)]
    within = {id(part) for one in inner for part in one.modules()}
    plain = [one for one in net.modules() if isinstance(one, GivenMLP) and id(one) not in within]
    names = {(3, True): "first", (0, True): "trunk", (0, False): "head"}
    parts: dict[str, nn.Module] = {"input" if one.k == 3 else "feature": one for one in inner}
    parts |= {names[one.channels[0] if one.channels[0] == 3 else 0, one.shared]: one for one in plain}
    known = {id(one) for part in parts.values() for one in part.parameters()}
    complete = len(parts) == len(inner) + len(plain) and {"input", "first", "trunk", "head"} <= set(parts)
    if not complete or any(id(one) not in known for one in net.parameters()):
        return None
    return {
        name: {key: value.detach().clone() for key, value in part.state_dict().items()} for name, part in parts.items()
    }


@probe
def hold(net: nn.Module, k: int, matrix: Tensor) -> bool:
    """Let the given TNet of size `k` predict `matrix` for every cloud; say whether there is exactly one."""
    inner = [one for one in net.modules() if isinstance(one, GivenTNet) and one.k == k]
    if len(inner) == 1:
        with torch.no_grad():
            inner[0].last.weight.zero_()
            inner[0].last.bias.copy_(matrix.flatten())
    return len(inner) == 1
