"""P5-E11: three activations and the share of dead units."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from kit.checks import CheckFailed, Exercise, expect

FORBIDDEN = ("relu", "leaky_relu", "prelu")

e11 = Exercise("P5-E11", names=("relu", "leaky_relu", "prelu", "measure_dead_fraction"), forbidden=FORBIDDEN)

F32, F64 = torch.float32, torch.float64
SLOPES = (0.0, 0.01, 0.2, 1.0, 1.5, -0.7)
SHAPES = ((7,), (3, 4), (2, 3, 5), (2, 3, 4, 5), (1, 1), (4, 4), ())
CHANNELLED = ((5, 4), (4, 4), (2, 3, 5), (3, 3, 3), (2, 3, 4, 5), (2, 1, 6), (1, 7))


def _away(shape: tuple[int, ...], dtype: torch.dtype = F64) -> Tensor:
    """Numbers of both signs, large and small, none within 0.05 of 0."""
    x = torch.randn(shape, dtype=F64) * 10.0 ** torch.randint(0, 3, shape)
    x = torch.where(x.abs() < 0.05, torch.full_like(x, 0.5), x)
    return x.to(dtype)


def _signed(x: Tensor) -> Tensor:
    """Some exact zeros among them."""
    return torch.where(torch.rand(x.shape) < 0.2, torch.zeros_like(x), x)


def _call(function: Any, name: str, x: Tensor, *args: Any, **options: Any) -> Tensor:
    got = function(x, *args, **options)
    expect.tensor(got, name, shape=tuple(x.shape), dtype=x.dtype)
    return got


@e11.check("relu", points=0.25)
def relu(student: Any) -> None:
    """relu keeps what is positive and gives 0 for the rest, whatever the shape."""
    for shape in SHAPES:
        for x in (_signed(_away(shape)), -_away(shape).abs(), _away(shape).abs(), 1e-6 * _away(shape)):
            expect.close(_call(student.relu, "relu", x), F.relu(x), "relu", rtol=1e-9, atol=1e-12)
    far = torch.tensor([-1e30, 1e30, -1e-30, 1e-30, 0.0], dtype=F64)
    expect.close(_call(student.relu, "relu", far), F.relu(far), "relu of very large and small numbers", atol=0)


@e11.check("leaky-relu", points=0.25)
def leaky_relu(student: Any) -> None:
    """leaky_relu gives slope * x for negative x and x for the others, for any slope; the default is 0.2."""
    for shape in SHAPES:
        x = _signed(_away(shape))
        expect.close(_call(student.leaky_relu, "leaky_relu", x), F.leaky_relu(x, 0.2), "leaky_relu", rtol=1e-9)
        for slope in SLOPES:
            want = F.leaky_relu(x, slope)
            words = f"leaky_relu with slope {slope:g}"
            expect.close(_call(student.leaky_relu, "leaky_relu", x, slope), want, words, rtol=1e-9)
            expect.close(_call(student.leaky_relu, "leaky_relu", x, slope=slope), want, words, rtol=1e-9)


def _weights(c: int, dtype: torch.dtype = F64) -> list[Tensor]:
    """One slope for all and one per channel: of both signs, above 1, 0."""
    each = torch.randn(c, dtype=F64) * 1.5
    if c > 2:
        each[int(torch.randint(c, ()))] = 0.0
    return [one.to(dtype) for one in (torch.full((1,), 0.25), torch.randn(1) * 2, each)]


@e11.check("prelu", points=0.25)
def prelu(student: Any) -> None:
    """prelu takes the slope of the channel on axis 1 for negative x: one for all, or one per channel."""
    for shape in (
        (5, 4),
        (4, 4),
        (2, 3, 5),
        (3, 3, 3),
        (4, 4, 4),
        (2, 3, 4, 5),
        (3, 3, 3, 3),
        (2, 1, 6),
        (1, 7),
        (1, 2, 1),
    ):
        x = _signed(_away(shape))
        for weight in _weights(shape[1]):
            got = _call(student.prelu, "prelu", x, weight)
            words = f"prelu of x {shape} with weight {tuple(weight.shape)}"
            expect.close(got.detach(), F.prelu(x, weight), words, rtol=1e-9)
            expect.close(student.prelu(x=x, weight=weight).detach(), F.prelu(x, weight), words, rtol=1e-9)


@e11.check("arguments-and-device", points=0.25)
def arguments_and_device(student: Any) -> None:
    """Arguments are unchanged; dtype and device are those of x."""
    kinds = (
        _away((3, 4)),
        _away((3, 4), F32),
        _away((4, 3)).T,
        _away((3, 8), F32)[:, ::2],
        _away((3, 4), torch.float16),
    )
    for x in kinds:
        weight = torch.rand(4).to(x.dtype)
        tolerance = 1e-2 if x.dtype == torch.float16 else 1e-5
        for name, args in (("relu", ()), ("leaky_relu", (0.3,)), ("prelu", (weight,))):
            got = _call(student.get(name), name, x, *args)
            expect.untouched(student, name)
            want = getattr(F, name)(x, *args)
            expect.close(
                got.detach().double(), want.double(), f"{name} of {x.dtype}".replace("torch.", ""), rtol=tolerance
            )
        leaf = x.clone().requires_grad_()
        for name, args in (("relu", ()), ("leaky_relu", ()), ("prelu", (weight,))):
            _call(student.get(name), name, leaf, *args)
            expect.untouched(student, name)
    with student.cuda():
        for dtype in (F32, F64):
            x = _away((3, 4, 5), dtype)
            for name, args in (
                ("relu", ()),
                ("leaky_relu", (0.3,)),
                *(("prelu", (one,)) for one in _weights(4, dtype)),
            ):
                _call(student.get(name), name, x, *args)
                expect.on_device(student, f"the result of {name}")


# --- gradients ------------------------------------------------------------------------------------


def _gradients(function: Any, name: str, x: Tensor, *args: Any) -> list[Tensor]:
    """Gradients of a random weighting of the result in x and in the tensors among `args`."""
    leaves = [one.clone().requires_grad_() for one in (x, *args) if isinstance(one, Tensor)]
    rest = [one for one in args if not isinstance(one, Tensor)]
    got = function(*leaves, *rest)
    expect.tensor(got, name, shape=tuple(x.shape), dtype=x.dtype, grad=True)
    weighting = torch.linspace(-1.3, 1.7, max(x.numel(), 1), dtype=x.dtype).reshape(x.shape)
    try:
        (got * weighting).sum().backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward of {name} fails: {str(error)[:160]}") from None
    for leaf, words in zip(leaves, ("x", "weight"), strict=False):
        expect.that(leaf.grad is not None, f"no gradient of {name} reaches {words}")
    return [leaf.grad for leaf in leaves]  # type: ignore[misc] # not None, see above


@e11.check("gradient-in-x", points=0.5)
def gradient_in_x(student: Any) -> None:
    """The gradients of relu and leaky_relu in x are right away from 0."""
    for shape in SHAPES:
        x = _away(shape)
        for name, args in (("relu", ()), ("leaky_relu", ()), *(("leaky_relu", (slope,)) for slope in SLOPES)):
            library = (0.2,) if name == "leaky_relu" and not args else args
            (got,) = _gradients(student.get(name), name, x, *args)
            (want,) = _gradients(getattr(F, name), name, x, *library)
            expect.close(got, want, f"the gradient of {name} in x", rtol=1e-9)


@e11.check("gradient-of-prelu", points=0.5)
def gradient_of_prelu(student: Any) -> None:
    """The gradients of prelu in x and in weight are right, with one slope and with one per channel."""
    for shape in CHANNELLED:
        for weight in _weights(shape[1]):
            x = _away(shape)
            pairs = zip(
                _gradients(student.prelu, "prelu", x, weight), _gradients(F.prelu, "prelu", x, weight), strict=True
            )
            for (got, want), words in zip(pairs, ("x", "weight"), strict=True):
                expect.close(got, want, f"the gradient of prelu in {words}", rtol=1e-8, atol=1e-8)


# --- dead units -----------------------------------------------------------------------------------


def _dead(student: Any, table: Tensor) -> float:
    got = student.measure_dead_fraction(table)
    expect.instance(got, float, "the result of measure_dead_fraction")
    expect.untouched(student, "measure_dead_fraction")
    return float(got)


def _table(m: int, h: int, dead: int) -> Tensor:
    """(m, h): `dead` columns without a positive number, some with zeros; the others with one or more."""
    table = torch.randn(m, h)
    table[:, :dead] = -table[:, :dead].abs()
    table[torch.rand(m, h) < 0.2] = 0.0
    for unit in range(dead, h):
        table[:, unit] = torch.where(torch.rand(m) < 0.5, table[:, unit], -table[:, unit].abs())
        table[int(torch.randint(m, ())), unit] = float(10.0 ** -torch.randint(0, 7, ()))
    return table[:, torch.randperm(h)]


@e11.check("dead-fraction", points=0.5)
def dead_fraction(student: Any) -> None:
    """A unit is dead if no sample lifts it above 0: exact zeros do not, one small positive number does."""
    for m, h, dead in ((9, 7, 3), (6, 6, 2), (4, 11, 5), (50, 8, 1), (3, 3, 1), (2, 5, 4)):
        for dtype in (F32, F64):
            table = _table(m, h, dead).to(dtype)
            expect.close(_dead(student, table), dead / h, f"the dead fraction of {m} samples and {h} units")
    table = torch.zeros(200, 5)
    table[int(torch.randint(200, ())), 2] = 1e-20
    expect.close(_dead(student, table), 4 / 5, "the dead fraction of a table of zeros and one tiny number")
    expect.close(_dead(student, _table(6, 8, 3).T.contiguous().T), 3 / 8, "the dead fraction of a view")


@e11.check("dead-limits", points=0.5)
def dead_limits(student: Any) -> None:
    """All units dead gives 1, none 0, a single sample counts; a Python float, also with a graph and on the device."""
    for m, h in ((5, 4), (1, 6), (7, 1), (1, 1)):
        expect.close(_dead(student, -torch.rand(m, h)), 1.0, "the dead fraction where all units are dead")
        expect.close(_dead(student, torch.zeros(m, h)), 1.0, "the dead fraction of zeros")
        expect.close(_dead(student, torch.rand(m, h) + 0.1), 0.0, "the dead fraction where no unit is dead")
    one = torch.tensor([[-1.0, 2.0, 0.0, 3.0, -4.0]])
    expect.close(_dead(student, one), 3 / 5, "the dead fraction of a single sample")
    graph = _table(6, 7, 2).requires_grad_()
    expect.close(_dead(student, graph), 2 / 7, "the dead fraction of numbers with a graph")
    with student.cuda():
        _dead(student, _table(6, 7, 2))
