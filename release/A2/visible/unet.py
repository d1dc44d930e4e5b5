"""Self-checks of A2-E7."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F

from kit.checks import CheckFailed, Exercise, expect

e7 = Exercise("A2-E7", names=("DoubleConv", "Down", "Up", "UNet"))


@e7.check("blocks")
def blocks(student: Any) -> None:
    """The blocks have the right shapes for even sizes."""
    got = student.DoubleConv(3, 5)(torch.randn(2, 3, 8, 12))
    expect.tensor(got, "DoubleConv(3, 5) of 8 x 12", shape=(2, 5, 8, 12))
    got = student.Down(5, 7)(torch.randn(2, 5, 8, 12))
    expect.tensor(got, "Down(5, 7) of 8 x 12", shape=(2, 7, 4, 6))
    got = student.Up(7, 5, 4)(torch.randn(2, 7, 4, 6), torch.randn(2, 5, 8, 12))
    expect.tensor(got, "Up(7, 5, 4) of 4 x 6 and 8 x 12", shape=(2, 4, 8, 12))


@e7.check("output-shape")
def output_shape(student: Any) -> None:
    """The logits have the size of the image, for 32 x 48 and for 37 x 50."""
    net = student.UNet(width=4)
    for height, width in ((32, 48), (37, 50)):
        got = net(torch.randn(2, 3, height, width))
        expect.tensor(got, f"the output for {height} x {width}", shape=(2, 2, height, width), dtype=torch.float32)


@e7.check("loss")
def loss(student: Any) -> None:
    """The loss of one batch is finite and gives gradients."""
    net = student.UNet(width=4, depth=2)
    got = net(torch.randn(2, 3, 20, 28))
    expect.tensor(got, "the output of UNet", shape=(2, 2, 20, 28), grad=True)
    value = F.cross_entropy(got, torch.randint(2, (2, 20, 28)))
    expect.finite(value, "the loss")
    try:
        value.backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
    missing = [name for name, one in dict(net.named_parameters()).items() if one.requires_grad and one.grad is None]
    expect.that(not missing, f"no gradient reaches {missing[0] if missing else ''}")
