"""Self-checks of P4-E5."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e5 = Exercise("P4-E5", names=("vae_loss",))


def _losses(student: Any, *arguments: Any) -> dict[str, Tensor]:
    got = student.vae_loss(*arguments)
    expect.instance(got, dict, "the result")
    for key in ("loss", "mse", "kl"):
        expect.that(key in got, f"the key {key!r} is missing")
        expect.tensor(got[key], f"{key!r}", shape=())
    return got


@e5.check("no-weight")
def no_weight(student: Any) -> None:
    """With beta = 0 the loss is the mean squared error."""
    got = _losses(student, *torch.rand(2, 3, 2, 4, 6), *torch.randn(2, 3, 5), 0.0)
    expect.close(got["loss"].detach(), got["mse"].detach(), "the loss with beta = 0")


@e5.check("factor")
def factor(student: Any) -> None:
    """For images 3 x 128 x 128 and 256 latent dimensions the divergence counts 0.0052083 times."""
    got = _losses(student, *torch.rand(2, 2, 3, 128, 128), *torch.randn(2, 2, 256))
    loss, mse, kl = (got[key].detach().double() for key in ("loss", "mse", "kl"))
    expect.that(float(kl) > 0, "the divergence should be positive")
    expect.close(float((loss - mse) / kl), 0.0052083, "(loss - mse) / kl", rtol=1e-3)
