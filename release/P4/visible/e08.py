"""Self-checks of P4-E8."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import stirring

e8 = Exercise("P4-E8", names=("ConditionalVAE",), forbidden=("torchvision.models",))


@e8.check("shapes")
def shapes(student: Any) -> None:
    """Three digits: mu and logvar (3, 16), images (3, 1, 32, 32) from decode, forward and sample."""
    net = student.ConditionalVAE()
    x, y, z = torch.rand(3, 1, 32, 32), torch.tensor([0, 4, 9]), torch.randn(3, 16)
    for got, names in ((net.encode(x, y), ("mu", "logvar")), (net(x, y), ("x_hat", "mu", "logvar"))):
        expect.instance(got, tuple, "the result")
        expect.that(len(got) == len(names), f"the result should hold {', '.join(names)}, it holds {len(got)}")
        for one, name in zip(got, names, strict=True):
            expect.tensor(one, name, shape=(3, 1, 32, 32) if name == "x_hat" else (3, 16), dtype=torch.float32)
    for image, name in ((net.decode(z, y), "decode"), (net.sample(y), "sample")):
        expect.tensor(image, f"the result of {name}", shape=(3, 1, 32, 32), dtype=torch.float32)
        low, high = float(image.detach().min()), float(image.detach().max())
        expect.that(low >= 0 and high <= 1, f"values from {low:.3f} to {high:.3f}, expected from 0 to 1")


@e8.check("label-in-the-decoder")
def label_in_the_decoder(student: Any) -> None:
    """The same z with two labels gives two images."""
    net = student.ConditionalVAE()
    student.run(stirring.stir(net))
    z = torch.randn(1, 16)
    one, two = (net.decode(z, torch.tensor([label])) for label in (3, 8))
    expect.tensor(one, "the image", shape=(1, 1, 32, 32))
    expect.tensor(two, "the image", shape=(1, 1, 32, 32))
    expect.that(bool((one != two).any()), "the labels 3 and 8 give the same image")


@e8.check("sample")
def sample(student: Any) -> None:
    """`sample` draws new images in each call."""
    net = student.ConditionalVAE()
    student.run(stirring.stir(net))
    one, two = (net.sample(torch.tensor([7])) for _ in range(2))
    expect.tensor(one, "the sample", shape=(1, 1, 32, 32))
    expect.tensor(two, "the sample", shape=(1, 1, 32, 32))
    expect.that(bool((one != two).any()), "two calls give the same image")
