"""P4-E5: the weighted loss of the VAE."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from assignments.P4.probes import vae_given as given
from assignments.P4.reference import vae as reference
from kit.checks import CheckFailed, Exercise, expect

e5 = Exercise("P4-E5", names=("vae_loss",))

F64 = torch.float64
KEYS = ("loss", "mse", "kl")
CASES = (
    ((3, 2, 4, 6), 5, 1.0),
    ((2, 3, 8, 4), 7, 4.0),
    ((4, 3, 5, 2), 6, 0.0),
    ((5, 1, 4, 3), 2, 2.0),
    ((1, 2, 3, 3), 4, 0.25),
    ((2, 3, 4, 4), 1, 10.0),
    ((3, 3, 3, 3), 3, 1.0),
    ((2, 1, 2, 3), 13, 0.5),
)
"""Shape of the images, latent dimensions, beta."""

Arguments = tuple[Tensor, Tensor, Tensor, Tensor]


def _with_given(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check with `kl_divergence` in its given version."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(kl_divergence=given.kl_divergence()):
            check(student)

    return bound


def _draw(shape: tuple[int, ...], latent: int, dtype: torch.dtype = F64) -> Arguments:
    x_hat, x = 2 * torch.rand(2, *shape, dtype=dtype) - 0.5  # the formula holds for numbers beyond [0, 1], too
    return x_hat, x, *(1.5 * torch.randn(2, shape[0], latent, dtype=dtype))


def _losses(student: Any, arguments: Arguments, *beta: float) -> dict[str, Tensor]:
    got = student.vae_loss(*arguments, *beta)
    expect.instance(got, dict, "the result of vae_loss")
    expect.that(set(got) >= set(KEYS), f"the keys should be loss, mse, kl, they are {[str(k)[:20] for k in got]}")
    for key in KEYS:
        expect.tensor(got[key], f"{key!r}", shape=(), dtype=arguments[0].dtype)
        expect.finite(got[key], f"{key!r}")
    return got


def _each_case(student: Any, key: str) -> None:
    for shape, latent, beta in CASES:
        arguments = _draw(shape, latent)
        want = reference.losses(*arguments, beta)[key]
        expect.close(_losses(student, arguments, beta)[key], want, f"{key!r} for images {shape}, beta {beta:g},")


@e5.check("mse", points=0.75)
@_with_given
def mse(student: Any) -> None:
    """The entry "mse" is the mean of the squared errors over batch, channels and pixels."""
    _each_case(student, "mse")


@e5.check("kl", points=0.75)
@_with_given
def kl(student: Any) -> None:
    """The entry "kl" is the mean of the divergence over batch and latent dimensions, without any weight."""
    _each_case(student, "kl")


@e5.check("loss", points=1.5)
@_with_given
def loss(student: Any) -> None:
    """The entry "loss" is the error plus beta times L / (C H W) times the divergence; beta is 1 unless given."""
    _each_case(student, "loss")
    arguments = _draw((3, 2, 4, 6), 5)
    want = reference.losses(*arguments, 1.0)["loss"]
    expect.close(_losses(student, arguments)["loss"], want, "'loss' without beta")
    names = ("x_hat", "x", "mu", "logvar")
    named = student.vae_loss(**dict(zip(names, arguments, strict=True)), beta=3.0)
    expect.instance(named, dict, "the result of vae_loss")
    expect.tensor(named.get("loss"), "'loss'", shape=())
    expect.close(named["loss"], reference.losses(*arguments, 3.0)["loss"], "'loss' with beta=3 by keyword")


@e5.check("gradients", points=1.5)
@_with_given
def gradients(student: Any) -> None:
    """The loss is differentiable in x_hat, mu and logvar, and so are its two terms in theirs."""
    for key, needed in (("loss", (0, 2, 3)), ("mse", (0,)), ("kl", (2, 3))):
        for shape, latent, beta in CASES:
            arguments = _draw(shape, latent)
            trusted = [one.clone() for one in arguments]
            for number in (0, 2, 3):
                arguments[number].requires_grad_()
                trusted[number].requires_grad_()
            value = _losses(student, arguments, beta)[key]
            expect.tensor(value, f"{key!r}", grad=True)
            try:
                value.backward()
            except RuntimeError as error:
                raise CheckFailed(f"backward of {key!r} fails: {str(error)[:160]}") from None
            reference.losses(*trusted, beta)[key].backward()  # type: ignore[arg-type]
            for number, name in enumerate(("x_hat", "x", "mu", "logvar")):
                if number not in needed:
                    continue
                got = arguments[number].grad
                if got is None and key == "loss" and beta == 0 and number > 1:
                    continue  # a term that counts nothing may be left out
                expect.that(got is not None, f"no gradient of {key!r} reaches {name}")
                expect.close(got, trusted[number].grad, f"the gradient of {key!r} in {name}, beta {beta:g},")


@e5.check("batch-doubled", points=0.5)
@_with_given
def batch_doubled(student: Any) -> None:
    """Doubling the batch changes none of the three numbers."""
    for shape, latent, beta in CASES:
        arguments = _draw(shape, latent)
        twice: Any = tuple(torch.cat((one, one)) for one in arguments)
        before, after = _losses(student, arguments, beta), _losses(student, twice, beta)
        for key in KEYS:
            expect.close(after[key], before[key], f"{key!r} of the doubled batch")


@e5.check("arguments", points=0.5)
@_with_given
def arguments_kept(student: Any) -> None:
    """The arguments are left as they were; single precision stays single."""
    for dtype in (torch.float32, F64):
        arguments = _draw((3, 2, 4, 6), 5, dtype)
        _losses(student, arguments, 2.0)
        expect.untouched(student, "vae_loss")
        leaves: Any = tuple(one.clone().requires_grad_(number != 1) for number, one in enumerate(arguments))
        _losses(student, leaves, 2.0)
        expect.untouched(student, "vae_loss")


@e5.check("device", points=0.5)
@_with_given
def device(student: Any) -> None:
    """All three numbers live where the images are."""
    with student.cuda():
        for shape, latent, beta in CASES[:3]:
            _losses(student, _draw(shape, latent, torch.float32), beta)
            expect.on_device(student, "the loss")
