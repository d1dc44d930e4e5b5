"""The given version of E03's class."""

from __future__ import annotations

import itertools

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe

SLOPE = 0.2  # of LeakyReLU


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


@probe
def mlp() -> type[nn.Module]:
    """Return E03's class."""
    return GivenMLP


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
