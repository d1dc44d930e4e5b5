"""P4-E4: the KL divergence from the standard normal."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P4.reference import vae as reference
from kit.checks import CheckFailed, Exercise, expect

e4 = Exercise("P4-E4", names=("kl_divergence",))

F64 = torch.float64
SHAPES = ((4, 3), (1, 6), (5, 1), (3, 3), (1, 1), (7, 11))


def _draw(shape: tuple[int, int]) -> tuple[Tensor, Tensor]:
    return 2 * torch.randn(shape, dtype=F64), 2 * torch.randn(shape, dtype=F64)


def _kl(student: Any, mu: Tensor, logvar: Tensor, *reduction: str) -> Tensor:
    got = student.kl_divergence(mu, logvar, *reduction)
    shape = (len(mu),) if reduction == ("sample",) else ()
    words = f"kl_divergence(..., {reduction[0]!r})" if reduction else "kl_divergence"
    expect.tensor(got, f"{words} of {tuple(mu.shape)}", shape=shape, dtype=mu.dtype)
    expect.finite(got, words)
    return got


def _backward(value: Tensor) -> None:
    expect.tensor(value, "the divergence", grad=True)
    try:
        value.backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None


@e4.check("mean", points=1)
def mean(student: Any) -> None:
    """The default is the mean over batch and latent dimensions."""
    for shape in SHAPES:
        mu, logvar = _draw(shape)
        want = reference.kl_terms(mu, logvar).mean()
        expect.close(_kl(student, mu, logvar), want, f"the mean for {shape}")
        expect.close(_kl(student, mu, logvar, "mean"), want, f"the mean for {shape}, asked for by name,")


@e4.check("sample", points=1)
def sample(student: Any) -> None:
    """With "sample" it is the sum over the latent dimensions of each sample."""
    for shape in SHAPES:
        mu, logvar = _draw(shape)
        got = _kl(student, mu, logvar, "sample")
        expect.close(got, reference.kl_terms(mu, logvar).sum(1), f"the sums for {shape}")
    mu, logvar = _draw((4, 3))
    named = student.kl_divergence(mu=mu, logvar=logvar, reduction="sample")
    expect.tensor(named, "kl_divergence by keywords", shape=(4,))
    expect.close(named, reference.kl_terms(mu, logvar).sum(1), "the sums, asked for by keywords,")


@e4.check("zero-at-the-prior", points=0.5)
def zero_at_the_prior(student: Any) -> None:
    """Value and gradient are 0 for mu = 0 and logvar = 0."""
    for shape in ((4, 3), (1, 5)):
        for reduction in ((), ("sample",)):
            mu, logvar = (torch.zeros(shape, dtype=F64, requires_grad=True) for _ in range(2))
            value = _kl(student, mu, logvar, *reduction)
            expect.close(value.detach(), torch.zeros_like(value), "the divergence at the prior")
            _backward(value.sum())
            for one, name in ((mu, "mu"), (logvar, "logvar")):
                expect.that(one.grad is not None, f"no gradient reaches {name}")
                expect.close(one.grad, torch.zeros_like(one), f"the gradient of {name} at the prior")


@e4.check("batch-doubled", points=0.5)
def batch_doubled(student: Any) -> None:
    """Doubling the batch does not change the mean, and repeats the sums per sample."""
    for shape in SHAPES:
        mu, logvar = _draw(shape)
        twice = [one.repeat(2, 1) for one in (mu, logvar)]
        expect.close(_kl(student, *twice), _kl(student, mu, logvar), "the mean of the doubled batch")
        sums = _kl(student, mu, logvar, "sample")
        expect.close(_kl(student, *twice, "sample"), sums.repeat(2), "the sums of the doubled batch")


@e4.check("gradients", points=1)
def gradients(student: Any) -> None:
    """The gradients of mu and logvar are right in both modes."""
    for shape in SHAPES:
        for reduction in ((), ("sample",)):
            mu, logvar = (one.requires_grad_() for one in _draw(shape))
            other = [one.detach().clone().requires_grad_() for one in (mu, logvar)]
            value = _kl(student, mu, logvar, *reduction)
            terms = reference.kl_terms(*other)
            want = terms.sum(1) if reduction else terms.mean()
            weights = torch.randn_like(want)
            _backward((weights * value).sum())
            (weights * want).sum().backward()
            for one, trusted, name in zip((mu, logvar), other, ("mu", "logvar"), strict=True):
                expect.that(one.grad is not None, f"no gradient reaches {name}")
                expect.close(one.grad, trusted.grad, f"the gradient of {name} for {shape}")


@e4.check("arguments", points=0.5)
def arguments(student: Any) -> None:
    """mu and logvar are left as they were; single precision stays single, also for a very small variance."""
    for dtype in (torch.float32, F64):
        for mu, logvar in (
            (torch.randn(4, 3, dtype=dtype), torch.randn(4, 3, dtype=dtype)),
            (torch.randn(3, 4, dtype=dtype).T, torch.randn(4, 6, dtype=dtype)[:, ::2]),
            (torch.randn(5, 2, dtype=dtype), torch.full((5, 2), -60.0, dtype=dtype)),
        ):
            for reduction in ((), ("sample",)):
                got = _kl(student, mu, logvar, *reduction)
                expect.untouched(student, "kl_divergence")
                terms = reference.kl_terms(mu.double(), logvar.double())
                want = terms.sum(1) if reduction else terms.mean()
                expect.close(got.double(), want, "the divergence", rtol=1e-5, atol=1e-5)


@e4.check("device", points=0.5)
def device(student: Any) -> None:
    """The result lives where mu and logvar are."""
    with student.cuda():
        for reduction in ((), ("sample",)):
            _kl(student, *torch.randn(2, 4, 3), *reduction)
            expect.on_device(student, "the divergence")
