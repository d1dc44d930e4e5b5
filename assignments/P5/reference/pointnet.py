"""PointNet from the given versions of its parts, for weights read from a student's network."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from assignments.P5.probes.given_mlp import GivenMLP
from assignments.P5.probes.given_tnet import GivenTNet, transform


class PointNet(nn.Module):
    """E05's class; the names of its parts are the keys of `nets.pointnet_parts`."""

    def __init__(
        self,
        n_classes: int = 40,
        use_feature_transform: bool = True,
        point_widths: Any = (64, 128, 1024),
        head_widths: Any = (512, 256),
        dropout: float = 0.3,
    ) -> None:
        super().__init__()
        self.input = GivenTNet(3, point_widths, head_widths)
        self.first = GivenMLP([3, point_widths[0]], True, last_act=True)
        self.feature = GivenTNet(point_widths[0], point_widths, head_widths) if use_feature_transform else None
        self.trunk = GivenMLP(list(point_widths), True, last_act=True)
        self.head = GivenMLP([point_widths[-1], *head_widths, n_classes], False, dropout=dropout)

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor | None]:
        """Global feature and the matrix of the feature transform."""
        local, matrix = self.first(transform(x, self.input(x))), None
        if self.feature is not None:
            matrix = self.feature(local)
            local = transform(local, matrix)
        return self.trunk(local).sort(2).values[..., -1], matrix

    def classify(self, feature: Tensor) -> Tensor:
        """Logits of global features."""
        return self.head(feature)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, K) of clouds (B, 3, N)."""
        return self.classify(self.encode(x)[0])
