"""Graphs and graph networks: distances in float64, edge features one by one, DGCNN from its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.P5.probes.graphs import edges, nearest

Layer = Mapping[str, Tensor]
"""``map`` (out, in) and ``scale``, ``offset``, ``mean``, ``var`` (out,), or ``map`` and ``bias``."""


def squared_distances(x: Tensor) -> Tensor:
    """Of all pairs of points of each cloud (B, C, N), float64 (B, N, N)."""
    wide = x.detach().double()
    return (wide[:, :, :, None] - wide[:, :, None]).square().sum(1)


def edge_features(x: Tensor, idx: Tensor) -> Tensor:
    """[x_i, x_j - x_i], (B, 2C, N, k), edge by edge; differentiable."""
    clouds = []
    for points, graph in zip(x, idx.tolist(), strict=True):
        rows = [[torch.cat((points[:, i], points[:, j] - points[:, i])) for j in row] for i, row in enumerate(graph)]
        clouds.append(torch.stack([torch.stack(row, 1) for row in rows], 1))
    return torch.stack(clouds)


def normed(values: Tensor, layer: Layer, training: bool) -> Tensor:
    """Batch norm of (B, C, ...), leaky."""
    stored = (None, None) if training else (layer["mean"], layer["var"])
    return F.leaky_relu(F.batch_norm(values, *stored, layer["scale"], layer["offset"], training, 0.1, 1e-5), 0.2)


def edge_conv(layer: Layer, x: Tensor, idx: Tensor, training: bool) -> Tensor:
    """(B, C, N) to (B, C', N) on the graph `idx`."""
    values = torch.einsum("oc,bcnk->bonk", layer["map"], edges(x, idx))
    return normed(values, layer, training).amax(3)


def point_features(layers: Sequence[Layer], x: Tensor, k: int, dynamic: bool, training: bool) -> Tensor:
    """The outputs of all layers, (B, sum of widths, N)."""
    k = min(k, x.shape[2])
    fixed, outputs = nearest(x, k), []
    for layer in layers:
        x = edge_conv(layer, x, nearest(x, k) if dynamic else fixed, training)
        outputs.append(x)
    return torch.cat(outputs, 1)


def logits(embed: Layer, head: Sequence[Layer], features: Tensor, training: bool) -> Tensor:
    """(B, K) of the features of all points, without dropout."""
    x = normed(torch.einsum("oc,bcn->bon", embed["map"], features), embed, training).amax(2)
    for layer in head[:-1]:
        x = normed(x @ layer["map"].T, layer, training)
    return x @ head[-1]["map"].T + head[-1]["bias"]
