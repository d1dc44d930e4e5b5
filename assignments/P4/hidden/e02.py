"""P4-E2: reparametrised sampling. All statistics have bounds of five standard errors."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P4.probes import vae_sampling as probes
from kit.checks import CheckFailed, Exercise, expect

e2 = Exercise(
    "P4-E2",
    names=("reparameterize",),
    forbidden=(
        "torch.distributions.Distribution.sample",
        "torch.distributions.Normal.sample",
        "torch.distributions.Independent.sample",
        "torch.distributions.TransformedDistribution.sample",
    ),
)

F64 = torch.float64
DRAWS = 40_000
ERRORS = 5
"""Standard errors that a right sampler stays within."""


def _sample(student: Any, mu: Tensor, logvar: Tensor) -> Tensor:
    z = student.reparameterize(mu, logvar)
    expect.tensor(z, "the sample", shape=tuple(mu.shape), dtype=mu.dtype)
    expect.finite(z, "the sample")
    return z


def _standardised(student: Any) -> Tensor:
    """(z - mu) / sigma of 40,000 draws, float64 (40000, 3), for means and log-variances of several sizes."""
    order = torch.randperm(3)
    mu = torch.tensor([-1.0, 0.0, 2.0], dtype=F64)[order].repeat(DRAWS, 1)
    logvar = torch.tensor([-3.0, 0.0, 2.0], dtype=F64)[torch.randperm(3)].repeat(DRAWS, 1)
    return (_sample(student, mu, logvar).detach() - mu) / torch.exp(logvar / 2)


def _near(value: Tensor, want: float, spread: float, words: str) -> None:
    """All of `value` lie within five standard errors of `want`; `spread` / sqrt(draws) is one."""
    far = float((value - want).abs().max()) * math.sqrt(DRAWS) / spread
    expect.that(far <= ERRORS, f"{words}: {far:.1f} standard errors away from it")


@e2.check("mean-and-spread", points=1)
def mean_and_spread(student: Any) -> None:
    """The samples have the mean mu and the variance exp(logvar), whatever mu and logvar are."""
    noise = _standardised(student)
    _near(noise.mean(0), 0.0, 1.0, "the mean of the samples should be mu")
    _near(noise.std(0), 1.0, math.sqrt(1 / 2), "the variance of the samples should be exp(logvar)")


@e2.check("normal-law", points=0.5)
def normal_law(student: Any) -> None:
    """The noise is normal: symmetric, with the tails of a normal distribution."""
    noise = _standardised(student)
    centred = (noise - noise.mean(0)) / noise.std(0)
    _near((centred**3).mean(0), 0.0, math.sqrt(6), "the samples should be symmetric")
    _near((centred**4).mean(0), 3.0, math.sqrt(24), "the samples should have the kurtosis of a normal law")
    for limit in (1.0, 2.0, 3.0):
        share = math.erfc(limit / math.sqrt(2))
        outside = (noise.abs() > limit).double().mean(0)
        words = f"the share of samples beyond {limit:g} sigma should be that of a normal distribution"
        _near(outside, share, math.sqrt(share * (1 - share)), words)


@e2.check("independent", points=0.5)
def independent(student: Any) -> None:
    """The noise of different dimensions and of different samples is independent."""
    noise = _standardised(student)
    half = DRAWS // 2
    for values, kind in ((noise, "noise"), (noise.square() - 1, "size of the noise")):
        spread = 1.0 if kind == "noise" else 2.0  # variance of eps, of eps^2
        a, b, c = values.T
        for one, other in ((a, b), (a, c), (b, c)):
            _near((one * other).mean(), 0.0, spread, f"the {kind} should be independent between dimensions")
        for lag in (1, 2, half):
            pairs = values[lag:] * values[:-lag]
            root = math.sqrt(DRAWS / len(pairs))
            _near(pairs.mean(0), 0.0, root * spread, f"the {kind} should be independent between samples")
    calls, zero = 400, torch.zeros(3, 2, dtype=F64)  # in a small batch a mean that was removed shows
    small = torch.stack(student.run(probes.in_a_row(student.reparameterize, zero, zero, calls)))
    expect.tensor(small, "the samples of 400 calls", shape=(calls, 3, 2), dtype=F64)
    scale = math.sqrt(DRAWS / calls)
    products = (small * small.roll(1, 1)).mean((0, 2))
    _near(products, 0.0, scale / math.sqrt(2), "the noise of a small batch should be independent between samples")
    products = small.prod(2).mean((0, 1))
    _near(products, 0.0, scale / math.sqrt(3), "the noise of a small batch should be independent between dimensions")


@e2.check("fresh-noise", points=0.5)
def fresh_noise(student: Any) -> None:
    """Each call draws new noise from torch's global generator, with and without gradients, and seeds nothing."""
    for shape in ((4, 3), (1, 1), (5, 5)):
        mu, logvar = torch.randn(2, *shape, dtype=F64)
        first, second = student.run(probes.in_a_row(student.reparameterize, mu, logvar, 2))
        for one in (first, second):
            expect.tensor(one, "the sample", shape=shape, dtype=F64)
        expect.that(bool((first != second).all()), "two calls in a row give the same noise")
        seed, other = (int(torch.randint(2**31, ())) for _ in range(2))
        call = probes.after_seeds(student.reparameterize, mu, logvar, [seed, seed, other])
        one, again, different = student.run(call)
        expect.close(one, again, "the sample after the same torch.manual_seed")
        expect.that(bool((one != different).all()), "the sample is the same after another torch.manual_seed")
        later = [student.run(probes.numbers_after(student.reparameterize, mu, logvar, s)) for s in (seed, other)]
        expect.that(not torch.equal(*later), "the function seeds torch's generator: only the caller may")
        quiet = student.run(probes.without_gradients(student.reparameterize, mu, logvar))
        expect.tensor(quiet, "the sample without gradients", shape=shape, dtype=F64)
        expect.that(bool((quiet != mu).all()), "without gradients the result is not a sample")


def _gradients(student: Any, shape: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """mu and logvar with their gradients, a sample, and the weights of its entries."""
    mu = torch.randn(shape, dtype=F64).requires_grad_()
    logvar = (3 * torch.randn(shape, dtype=F64)).requires_grad_()
    z = _sample(student, mu, logvar)
    expect.tensor(z, "the sample", grad=True)
    weights = torch.randn(shape, dtype=F64)
    try:
        (weights * z).sum().backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
    return mu, logvar, z.detach(), weights


@e2.check("gradient-of-mu", points=0.5)
def gradient_of_mu(student: Any) -> None:
    """The derivative of z in mu is 1."""
    for shape in ((4, 3), (1, 6), (5, 1)):
        mu, _, _, weights = _gradients(student, shape)
        expect.that(mu.grad is not None, "no gradient reaches mu")
        expect.close(mu.grad, weights, "the gradient of mu")


@e2.check("gradient-of-logvar", points=0.5)
def gradient_of_logvar(student: Any) -> None:
    """The derivative of z in logvar is (z - mu) / 2."""
    for shape in ((4, 3), (1, 6), (5, 1)):
        mu, logvar, z, weights = _gradients(student, shape)
        expect.that(logvar.grad is not None, "no gradient reaches logvar")
        expect.that(bool((z != mu).all()), "the result is not a sample")
        expect.close(logvar.grad, weights * (z - mu.detach()) / 2, "the gradient of logvar")


@e2.check("no-variance", points=0.5)
def no_variance(student: Any) -> None:
    """logvar = -60 gives mu; logvar = 12 gives samples of that spread; single precision stays single."""
    for dtype in (F64, torch.float32):
        mu = torch.randn(4, 5, dtype=dtype)
        z = _sample(student, mu, torch.full_like(mu, -60.0))
        expect.close(z, mu, "the sample for logvar = -60")
        wide = torch.full((300, 7), 12.0, dtype=dtype)
        spread = float(_sample(student, torch.zeros_like(wide), wide).detach().std()) / math.exp(6)
        expect.that(abs(spread - 1) < ERRORS / math.sqrt(2 * wide.numel()), "the spread for logvar = 12 is wrong")


@e2.check("arguments", points=0.5)
def arguments(student: Any) -> None:
    """mu and logvar are left as they were, also where they are views."""
    for mu, logvar in (
        (torch.randn(4, 3), torch.randn(4, 3)),
        (torch.randn(3, 4).T, torch.randn(4, 6)[:, ::2]),
        (torch.randn(1, 1), torch.randn(1, 1)),
    ):
        _sample(student, mu, logvar)
        expect.untouched(student, "reparameterize")
        _sample(student, mu.clone().requires_grad_(), logvar.clone().requires_grad_())
        expect.untouched(student, "reparameterize")


@e2.check("device", points=0.5)
def device(student: Any) -> None:
    """The noise is drawn where mu and logvar are."""
    with student.cuda():
        for dtype in (torch.float32, F64):
            mu, logvar = torch.randn(2, 4, 3, dtype=dtype)
            _sample(student, mu, logvar)
            expect.on_device(student, "the sample")
