"""Self-checks of P5-E03."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e03 = Exercise("P5-E03", names=("MLP",), forbidden=("torchvision.ops.MLP",))


@e03.check("shapes")
def shapes(student: Any) -> None:
    """A shared MLP maps (2, 3, N) to (2, 7, N) for two values of N, a plain one (2, 3) to (2, 7)."""
    net = student.MLP([3, 5, 7], True)
    for n in (11, 40):
        expect.tensor(net(torch.randn(2, 3, n)), f"the output for N = {n}", shape=(2, 7, n), dtype=torch.float32)
    got = student.MLP([3, 5, 7], False)(torch.randn(2, 3))
    expect.tensor(got, "the output of a plain MLP", shape=(2, 7), dtype=torch.float32)


@e03.check("repeatable")
def repeatable(student: Any) -> None:
    """In eval mode two calls give the same output, also with dropout."""
    for shared in (True, False):
        net = student.MLP([3, 16, 7], shared, dropout=0.5)
        net.eval()
        x = torch.randn(4, 3, 9) if shared else torch.randn(4, 3)
        first, second = net(x), net(x)
        for one in (first, second):
            expect.tensor(one, "the output", shape=(4, 7, 9) if shared else (4, 7))
        expect.close(second.detach(), first.detach(), "the second output")


@e03.check("single-layer")
def single_layer(student: Any) -> None:
    """Dropout with a single layer is a ValueError."""
    expect.raises(ValueError, student.MLP, [3, 5], True, dropout=0.5)
