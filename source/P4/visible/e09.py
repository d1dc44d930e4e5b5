"""Self-checks of P4-E9."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e9 = Exercise("P4-E9", names=("Generator", "init_weights"), forbidden=("torchvision.models",))


@e9.check("shape")
def shape(student: Any) -> None:
    """Three z of 100 numbers and three labels give three images (1, 32, 32)."""
    net = student.Generator()
    expect.that(hasattr(net, "z_dim"), "Generator should have the attribute z_dim")
    expect.integer(net.z_dim, 100, "z_dim")
    expect.tensor(net(torch.randn(3, 100), torch.tensor([0, 4, 9])), "the images", shape=(3, 1, 32, 32))


@e9.check("range")
def in_range(student: Any) -> None:
    """All values lie in [-1, 1]."""
    got = student.Generator()(torch.randn(4, 100), torch.arange(4))
    expect.tensor(got, "the images", shape=(4, 1, 32, 32))
    low, high = float(got.detach().min()), float(got.detach().max())
    expect.that(low >= -1 and high <= 1, f"values from {low:.3f} to {high:.3f}, expected from -1 to 1")


@e9.check("labels")
def labels(student: Any) -> None:
    """The same z gives another image for another label."""
    net = student.Generator()
    net.eval()
    z = torch.randn(1, 100)
    one, two = (net(z, torch.tensor([label])) for label in (3, 8))
    expect.tensor(one, "the image", shape=(1, 1, 32, 32))
    expect.tensor(two, "the image", shape=(1, 1, 32, 32))
    expect.that(bool((one != two).any()), "the labels 3 and 8 give the same image")


@e9.check("initial-weights")
def initial_weights(student: Any) -> None:
    """`init_weights` can be applied to the whole generator."""
    net = student.Generator()
    net.apply(student.init_weights)
    expect.tensor(net(torch.randn(2, 100), torch.tensor([1, 2])), "the images", shape=(2, 1, 32, 32))
