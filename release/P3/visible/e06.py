"""Self-checks of P3-E6."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e6 = Exercise("P3-E6", names=("patchify", "unpatchify"))


@e6.check("shapes")
def shapes(student: Any) -> None:
    """`patchify` cuts 32 x 32 pixels into 256, 64 or 4 tokens; 30 x 32 pixels and patches of 4: a ValueError."""
    images = torch.randn(5, 3, 32, 32)
    for size, tokens in ((2, 256), (4, 64), (16, 4)):
        got = student.patchify(images, size)
        expect.tensor(got, f"patchify with patches of {size}", shape=(5, tokens, 3 * size**2))
    expect.raises(ValueError, student.patchify, torch.randn(2, 3, 30, 32), 4)


@e6.check("corner")
def corner(student: Any) -> None:
    """The first token is the upper left corner of the image: its pixels and no others."""
    images = torch.zeros(1, 2, 6, 9)
    images[:, :, :3, :3] = 1
    got = student.patchify(images, 3)
    expect.tensor(got, "the tokens", shape=(1, 6, 18))
    expect.close(got.sum(2)[0], torch.tensor([18.0, 0, 0, 0, 0, 0]), "the sums of the tokens")


@e6.check("round-trip")
def round_trip(student: Any) -> None:
    """`unpatchify` undoes `patchify`."""
    images = torch.randn(2, 3, 4, 10)
    tokens = student.patchify(images, 2)
    expect.tensor(tokens, "the tokens", shape=(2, 10, 12))
    got = student.unpatchify(tokens, 2, 4, 10)
    expect.tensor(got, "the images", shape=(2, 3, 4, 10))
    expect.close(got, images, "the images")
