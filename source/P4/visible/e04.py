"""Self-checks of P4-E4."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e4 = Exercise("P4-E4", names=("kl_divergence",))


@e4.check("at-the-prior")
def at_the_prior(student: Any) -> None:
    """For mu = 0 and logvar = 0 the divergence is 0."""
    got = student.kl_divergence(torch.zeros(4, 3), torch.zeros(4, 3))
    expect.tensor(got, "the divergence", shape=())
    expect.close(got.detach(), torch.tensor(0.0), "the divergence of the prior from itself")


@e4.check("half-a-unit")
def half_a_unit(student: Any) -> None:
    """For mu = 1 and logvar = 0 it is 1/2 per latent dimension."""
    mu, logvar = torch.ones(4, 3), torch.zeros(4, 3)
    got = student.kl_divergence(mu, logvar)
    expect.tensor(got, "the mean", shape=())
    expect.close(got.detach(), torch.tensor(0.5), "the mean")
    got = student.kl_divergence(mu, logvar, "sample")
    expect.tensor(got, "the sums per sample", shape=(4,))
    expect.close(got.detach(), torch.full((4,), 1.5), "the sums per sample")


@e4.check("never-negative")
def never_negative(student: Any) -> None:
    """It is never negative."""
    got = student.kl_divergence(*torch.randn(2, 200, 1), "sample")
    expect.tensor(got, "the sums per sample", shape=(200,))
    expect.that(bool((got.detach() >= -1e-6).all()), "some divergence is negative")
