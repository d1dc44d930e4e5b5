"""Self-checks of P4-E3."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e3 = Exercise("P4-E3", names=("Decoder",), forbidden=("torchvision.models",))


@e3.check("shapes")
def shapes(student: Any) -> None:
    """Codes (2, 32) give images of 32 x 32 with the defaults, codes (2, 256) images of 128 x 128."""
    for options, side, latent in (({}, 32, 32), ({"image_size": 128, "latent_dim": 256}, 128, 256)):
        got = student.Decoder(**options)(torch.randn(2, latent))
        expect.tensor(got, f"the image of {side} x {side}", shape=(2, 3, side, side), dtype=torch.float32)


@e3.check("range")
def in_range(student: Any) -> None:
    """The values lie in [0, 1]."""
    got = student.Decoder(latent_dim=4, width=8)(5 * torch.randn(6, 4))
    expect.tensor(got, "the image", shape=(6, 3, 32, 32))
    low, high = float(got.detach().min()), float(got.detach().max())
    expect.that(low >= 0 and high <= 1, f"values from {low:.3g} to {high:.3g}")


@e3.check("two-codes")
def two_codes(student: Any) -> None:
    """Two codes give two images."""
    got = student.Decoder(latent_dim=4, width=8)(torch.randn(2, 4))
    expect.tensor(got, "the image", shape=(2, 3, 32, 32))
    got = got.detach()
    flat = bool((got == got[:, :, :1, :1]).all())  # the last layer may begin at zero
    expect.that(flat or not torch.equal(got[0], got[1]), "both images are the same")
