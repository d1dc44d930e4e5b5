"""Self-checks of P5-E08; they use your own E03, E06 and E07."""

from __future__ import annotations

import itertools
from typing import Any

import torch

from kit.checks import Exercise, expect

e08 = Exercise("P5-E08", names=("EdgeConv", "DGCNN"))


def _count(net: Any) -> int:
    return sum(one.numel() for one in dict(net.named_parameters()).values())


@e08.check("edgeconv")
def edgeconv(student: Any) -> None:
    """EdgeConv: (B, C, N) to (B, C', N), with and without a graph; 2CC' + 2C' parameters."""
    net = student.EdgeConv(3, 5, 4)
    x = torch.randn(2, 3, 11)
    expect.tensor(net(x), "the output", shape=(2, 5, 11))
    expect.tensor(net(x, torch.randint(11, (2, 11, 6))), "the output on a given graph", shape=(2, 5, 11))
    expect.tensor(net(x[:, :, :3]), "the output for three points", shape=(2, 5, 3))
    expect.integer(_count(net), 2 * 3 * 5 + 2 * 5, "the number of parameters")


@e08.check("order")
def order(student: Any) -> None:
    """EdgeConv: points in another order give the outputs in that order."""
    net = student.EdgeConv(3, 5, 4)
    net.eval()
    x, other = torch.randn(2, 3, 11), torch.randperm(11)
    before, after = net(x), net(x[:, :, other])
    expect.tensor(before, "the output", shape=(2, 5, 11))
    expect.close(after.detach(), before.detach()[:, :, other], "the output for points in another order")


@e08.check("dgcnn")
def dgcnn(student: Any) -> None:
    """DGCNN: shapes of point_features and logits, the number of parameters, another order of the points."""
    for dynamic in (True, False):
        net = student.DGCNN(4, 3, (7, 5, 6), 16, (11, 9), dynamic=dynamic)
        net.eval()
        x = torch.randn(2, 3, 10)
        expect.tensor(net.point_features(x), "point_features(x)", shape=(2, 18, 10))
        logits = net(x)
        expect.tensor(logits, "the logits", shape=(2, 4))
        shuffled = net(x[:, :, torch.randperm(10)])
        expect.close(shuffled.detach(), logits.detach(), "the logits for points in another order")
        layers = sum(2 * a * b + 2 * b for a, b in itertools.pairwise((3, 7, 5, 6)))
        tail = 18 * 16 + 2 * 16 + 16 * 11 + 2 * 11 + 11 * 9 + 2 * 9 + 9 * 4 + 4
        expect.integer(_count(net), layers + tail, "the number of parameters")
