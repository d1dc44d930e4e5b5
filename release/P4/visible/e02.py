"""Self-checks of P4-E2."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e2 = Exercise("P4-E2", names=("reparameterize",), forbidden=("torch.distributions.Normal.sample",))


@e2.check("shape")
def shape(student: Any) -> None:
    """The sample has the shape and the dtype of mu."""
    z = student.reparameterize(torch.zeros(4, 3), torch.zeros(4, 3))
    expect.tensor(z, "the sample", shape=(4, 3), dtype=torch.float32)


@e2.check("noise")
def noise(student: Any) -> None:
    """Two calls differ; after the same `torch.manual_seed` they are equal."""
    mu, logvar = torch.randn(2, 5, 2)
    samples = []
    for seed in (1, 2, 1):
        torch.manual_seed(seed)
        samples.append(student.reparameterize(mu, logvar))
        expect.tensor(samples[-1], "the sample", shape=(5, 2))
    expect.that(not torch.equal(samples[0], samples[1]), "two calls give the same noise")
    expect.close(samples[2], samples[0], "the sample after the same seed")
