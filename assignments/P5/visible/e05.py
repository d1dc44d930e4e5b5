"""Self-checks of P5-E05."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F

from kit.checks import Exercise, expect
from kit.probes import stirring

e05 = Exercise("P5-E05", names=("PointNet", "append_global_feature"))


@e05.check("shapes")
def shapes(student: Any) -> None:
    """Two clouds of 50 points: global feature (2, 32), matrix (2, 8, 8) or None, logits (2, 5); joined (2, 40, 50)."""
    for wanted in (True, False):
        net = student.PointNet(5, wanted, (8, 16, 32), (24, 12))
        clouds = torch.randn(2, 3, 50)
        got = net.encode(clouds)
        expect.instance(got, tuple, "the result of encode")
        expect.that(len(got) == 2, f"encode should return two values, it returned {len(got)}")
        expect.tensor(got[0], "the global feature", shape=(2, 32))
        if wanted:
            expect.tensor(got[1], "the matrix of the feature transform", shape=(2, 8, 8))
        else:
            expect.that(got[1] is None, "without a feature transform the matrix should be None")
        expect.tensor(net.classify(got[0]), "the result of classify", shape=(2, 5))
        expect.tensor(net(clouds), "the logits", shape=(2, 5))
    joined = student.append_global_feature(torch.randn(2, 8, 50), torch.randn(2, 32))
    expect.tensor(joined, "local features with the global feature", shape=(2, 40, 50))


@e05.check("order")
def order(student: Any) -> None:
    """Shuffled points have the same logits."""
    net = student.PointNet(5, True, (8, 16, 32), (24, 12))
    student.run(stirring.stir(net))
    clouds = torch.randn(3, 3, 40)
    got, want = net(clouds[..., torch.randperm(40)]), net(clouds)
    expect.tensor(got, "the logits", shape=(3, 5))
    expect.close(got.detach(), want.detach(), "the logits of shuffled clouds", 1e-4, 1e-4)


@e05.check("first-loss")
def first_loss(student: Any) -> None:
    """The cross entropy of an untrained network is near log 40 = 3.69."""
    net = student.PointNet(40, True, (16, 32, 64), (48, 24))
    net.eval()
    logits = net(torch.randn(20, 3, 60))
    expect.tensor(logits, "the logits", shape=(20, 40))
    loss = float(F.cross_entropy(logits.detach(), torch.arange(20)))
    expect.that(abs(loss - math.log(40)) < 0.4, f"the cross entropy of an untrained network is {loss:.2f}")
