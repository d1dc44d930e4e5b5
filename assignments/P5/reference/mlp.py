"""E03's network from known weights, and the count of its parameters."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor

SLOPES = {"relu": 0.0, "leaky_relu": 0.2}
EPS = 1e-5


def rows_of(x: Tensor) -> Tensor:
    """Points or vectors as rows: (B, C, N) to (B * N, C)."""
    return x if x.dim() == 2 else x.transpose(1, 2).reshape(-1, x.shape[1])


@dataclass
class KnownMLP:
    """Weights of an MLP, drawn anew, and what it does with them.

    ``matrices[i]`` is (C_{i+1}, C_i); a layer has either an entry in ``norms`` (tensors ``weight``, ``bias``,
    ``running_mean``, ``running_var``) or one in ``biases``; ``slope`` is that of every PReLU.
    """

    channels: list[int]
    norm: bool
    act: str
    last_act: bool
    matrices: list[Tensor] = field(init=False)
    biases: dict[int, Tensor] = field(init=False, default_factory=dict)
    norms: dict[int, dict[str, Tensor]] = field(init=False, default_factory=dict)
    slope: Tensor | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        pairs = list(itertools.pairwise(self.channels))
        self.matrices = [torch.randn(b, a) for a, b in pairs]
        self.full = len(pairs) if self.last_act else len(pairs) - 1
        for number, (_, b) in enumerate(pairs):
            if self.norm and number < self.full:
                self.norms[number] = {
                    "weight": (0.5 + torch.rand(b)) * torch.where(torch.rand(b) < 0.5, -1.0, 1.0),
                    "bias": torch.randn(b),
                    "running_mean": torch.randn(b),
                    "running_var": 0.3 + 2 * torch.rand(b),
                }
            else:
                self.biases[number] = torch.randn(b)
        if self.act == "prelu" and self.full:
            self.slope = 0.1 + 0.5 * torch.rand(1)

    @property
    def weights(self) -> list[Tensor]:
        """What is not part of a norm."""
        return [*self.matrices, *self.biases.values(), *([] if self.slope is None else [self.slope])]

    def before_last(self, x: Tensor, train: bool = False) -> Tensor:
        """What comes into the last linear map, as rows (R, C), without dropout."""
        return self._layers(rows_of(x).double(), len(self.matrices) - 1, train)

    def rows(self, x: Tensor, train: bool = False) -> Tensor:
        """The output as rows (R, CL), float64, without dropout; with statistics of the batch in train mode."""
        return self._layers(rows_of(x).double(), len(self.matrices), train)

    def _layers(self, rows: Tensor, count: int, train: bool) -> Tensor:
        for number in range(count):
            rows = rows @ self.matrices[number].double().T
            if number in self.biases:
                rows = rows + self.biases[number].double()
            else:
                rows = self._normed(rows, self.norms[number], train)
            if number < self.full:
                slope = SLOPES[self.act] if self.slope is None else float(self.slope)
                rows = F.leaky_relu(rows, slope)
        return rows

    @staticmethod
    def _normed(rows: Tensor, norm: dict[str, Tensor], train: bool) -> Tensor:
        mean, var = norm["running_mean"].double(), norm["running_var"].double()
        if train:
            mean, var = rows.mean(0), rows.var(0, correction=0)
        return (rows - mean) / (var + EPS).sqrt() * norm["weight"].double() + norm["bias"].double()


def count(channels: list[int], norm: bool, act: str, last_act: bool) -> int:
    """How many numbers an MLP of E03 learns."""
    pairs = list(itertools.pairwise(channels))
    full = len(pairs) if last_act else len(pairs) - 1
    total = 0
    for number, (a, b) in enumerate(pairs):
        total += a * b
        total += 2 * b if norm and number < full else b
        total += 1 if act == "prelu" and number < full else 0
    return total
