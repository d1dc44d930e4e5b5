"""Self-checks of P4-E1."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e1 = Exercise("P4-E1", names=("Encoder",), forbidden=("torchvision.models",))


@e1.check("shapes")
def shapes(student: Any) -> None:
    """Two images give mu and logvar (2, 32) with the defaults, (2, 256) for 128 x 128 with latent_dim=256."""
    for options, side, latent in (({}, 32, 32), ({"image_size": 128, "latent_dim": 256}, 128, 256)):
        got = student.Encoder(**options)(torch.rand(2, 3, side, side))
        expect.instance(got, tuple, "the result")
        expect.that(len(got) == 2, f"the result holds {len(got)} things")
        for one, name in zip(got, ("mu", "logvar"), strict=True):
            expect.tensor(one, f"{name} of {side} x {side}", shape=(2, latent), dtype=torch.float32)


@e1.check("two-outputs")
def two_outputs(student: Any) -> None:
    """mu and logvar are not the same numbers."""
    net = student.Encoder(width=8)
    got = net(torch.rand(3, 3, 32, 32))
    expect.instance(got, tuple, "the result")
    expect.that(len(got) == 2, f"the result holds {len(got)} things")
    for one, name in zip(got, ("mu", "logvar"), strict=True):
        expect.tensor(one, name, shape=(3, 32))
    both_zero = not bool(got[0].any() or got[1].any())  # heads may begin at zero
    expect.that(both_zero or not torch.equal(got[0], got[1]), "mu and logvar are the same numbers")
