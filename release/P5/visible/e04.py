"""Self-checks of P5-E04."""

from __future__ import annotations

import math
from typing import Any

import torch

from kit.checks import Exercise, expect

e04 = Exercise("P5-E04", names=("TNet", "apply_transform", "orthogonality_loss"))


@e04.check("identity")
def identity(student: Any) -> None:
    """A new TNet returns the 3 x 3 identity for each of two clouds, in train and in eval mode."""
    net = student.TNet(3, (8, 16), (12,))
    for mode in ("train", "eval"):
        getattr(net, mode)()
        got = net(torch.randn(2, 3, 50))
        expect.tensor(got, f"the matrices in {mode} mode", shape=(2, 3, 3), dtype=torch.float32)
        expect.close(got.detach(), torch.eye(3).expand(2, 3, 3), f"the matrices in {mode} mode", 0, 1e-6)


@e04.check("quarter-turn")
def quarter_turn(student: Any) -> None:
    """The matrix of a turn by 90 degrees moves (1, 0, 0) to (0, 1, 0); its penalty is near 0."""
    turn = torch.tensor([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])[None]
    got = student.apply_transform(torch.tensor([[[1.0], [0.0], [0.0]]]), turn)
    expect.close(got, torch.tensor([[[0.0], [1.0], [0.0]]]), "the turned point")
    angle = math.pi / 7
    other = torch.tensor([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])[None]
    for matrix in (turn, other):
        loss = student.orthogonality_loss(matrix)
        expect.tensor(loss, "the penalty", shape=())
        expect.that(abs(float(loss)) < 1e-5, "the penalty of a rotation should be near 0")
