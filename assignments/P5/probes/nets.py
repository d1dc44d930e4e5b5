"""Beside the student's networks: weights away from their start, known weights by shape, given earlier classes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from kit.student import probe

NORM = ("weight", "bias", "running_mean", "running_var")
SLOPE = 0.2  # of LeakyReLU


@probe
def stir(net: nn.Module, scale: float = 0.3) -> None:
    """Add noise of deviation `scale` to all parameters, move running statistics; leave `net` in eval mode.

    Other buffers, such as a stored identity, stay as they are.
    """
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(scale * torch.randn_like(parameter))
        for name, value in net.named_buffers():
            if name.endswith("running_mean"):
                value.add_(0.3 * torch.randn_like(value))
            elif name.endswith("running_var"):
                value.mul_(0.5 + 1.5 * torch.rand_like(value))
    net.eval()


@probe
def place(net: nn.Module, weights: list[Tensor], norms: Sequence[dict[str, Tensor]] = ()) -> bool:
    """Give `net` these values by their shapes, trailing ones left out; say whether every parameter got one.

    Nothing is changed where a shape does not fit exactly one parameter.

    Parameters
    ----------
    weights
        Matrices (out, in) and biases (out,) of linear maps, slopes; each of another shape.
    norms
        ``weight``, ``bias``, ``running_mean``, ``running_var`` of batch norms, each of another length.
    """
    free: dict[tuple[int, ...], list[Tensor]] = {}
    found: dict[int, list[nn.Module]] = {}
    for module in net.modules():
        if isinstance(module, _BatchNorm):
            found.setdefault(module.num_features, []).append(module)
        else:
            for one in module.parameters(recurse=False):
                free.setdefault(_trimmed(one), []).append(one)
    pairs: list[tuple[Tensor, Tensor]] = []
    for value in weights:
        places = free.pop(_trimmed(value), [])
        if len(places) != 1:
            return False
        pairs.append((places[0], value))
    for values in norms:
        layers = found.pop(len(values["weight"]), [])
        if len(layers) != 1 or any(getattr(layers[0], name) is None for name in NORM):
            return False
        pairs += [(getattr(layers[0], name), values[name]) for name in NORM]
    if free or found:
        return False
    with torch.no_grad():
        for target, value in pairs:
            target.copy_(value.reshape(target.shape))
    return True


def _trimmed(value: Tensor) -> tuple[int, ...]:
    shape = list(value.shape)
    while shape and shape[-1] == 1:
        shape.pop()
    return tuple(shape)


class GivenMLP(nn.Module):
    """E03's class: rows (*, C) through linear maps, whatever the layout was."""

    def __init__(
        self,
        channels: list[int],
        shared: bool,
        norm: bool = True,
        act: str = "relu",
        dropout: float = 0.0,
        last_act: bool = False,
    ) -> None:
        super().__init__()
        self.channels, self.shared, self.act, self.dropout = list(channels), shared, act, dropout
        self.full = len(channels) - 1 if last_act else len(channels) - 2  # layers with norm and activation
        pairs = list(itertools.pairwise(channels))
        if dropout > 0 and len(pairs) == 1:
            raise ValueError("dropout needs two layers or more, got one")
        self.maps = nn.ModuleList(
            nn.Linear(*pair, bias=not norm or number >= self.full) for number, pair in enumerate(pairs)
        )
        self.norms = nn.ModuleList(nn.BatchNorm1d(out) for _, out in pairs[: self.full] if norm)
        self.slopes = nn.ParameterList(torch.full((1,), 0.25) for _ in pairs[: self.full] if act == "prelu")

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, N) or (B, C) to the same with the last width in place of C."""
        rows = x.movedim(1, -1) if self.shared else x
        for number, linear in enumerate(self.maps):
            if number == len(self.maps) - 1:
                rows = F.dropout(rows, self.dropout, self.training)
            rows = linear(rows)
            if number < self.full:
                if len(self.norms):
                    rows = self.norms[number](rows.flatten(0, -2)).view(rows.shape)
                slope = {"relu": 0.0, "leaky_relu": SLOPE}.get(self.act)
                rows = rows.clamp(min=0) + (self.slopes[number] if slope is None else slope) * rows.clamp(max=0)
        return rows.movedim(-1, 1) if self.shared else rows


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
def mlp() -> type[nn.Module]:
    """Return E03's class."""
    return GivenMLP


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


@probe
def t_net_parts(net: nn.Module) -> dict[str, Tensor] | None:
    """Return the weights of a TNet under the names of `GivenTNet`; None where it is not made of two given MLPs."""
    plain = [one for one in net.modules() if isinstance(one, GivenMLP)]
    within = {id(part) for one in plain for part in one.modules()}
    linear = [one for one in net.modules() if isinstance(one, nn.Linear) and id(one) not in within]
    parts: list[tuple[str, nn.Module]] = [("points" if one.shared else "cloud", one) for one in plain]
    parts += [("last", one) for one in linear]
    known = {id(one) for _, part in parts for one in part.parameters()}
    if sorted(name for name, _ in parts) != ["cloud", "last", "points"]:
        return None
    if any(id(one) not in known for one in net.parameters()):
        return None
    return {f"{name}.{key}": value.detach().clone() for name, part in parts for key, value in part.state_dict().items()}
