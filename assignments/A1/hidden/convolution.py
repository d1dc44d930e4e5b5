"""A1-E11: convolution arithmetic, a convolution and a pooling written by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from assignments.A1.probes import convolution as probes
from kit.checks import Exercise, expect

e11 = Exercise(
    "A1-E11",
    names=("conv_out", "conv_params", "receptive_field", "conv2d_naive", "max_pool2d_naive"),
    forbidden=(
        *(f"conv{n}d" for n in (1, 2, 3)),
        *(f"conv_transpose{n}d" for n in (1, 2, 3)),
        *(f"max_pool{n}d" for n in (1, 2, 3)),
        *(f"max_pool{n}d_with_indices" for n in (1, 2, 3)),
        *(f"adaptive_max_pool{n}d" for n in (1, 2, 3)),
        *(f"fractional_max_pool{n}d" for n in (2, 3)),
        *("convolution", "_convolution", "conv_tbc", "mkldnn_max_pool2d", "quantized_max_pool2d"),
    ),
)

Pair = int | tuple[int, int]


def _rng() -> random.Random:
    """Python's random numbers, seeded by the check's generator."""
    return random.Random(int(torch.randint(2**62, ())))


@e11.check("output-size", points=1)
def output_size(student: Any) -> None:
    """`conv_out` is right for any kernel, stride up to 4, padding and dilation up to 2."""
    rng = _rng()
    for _ in range(60):
        k, s, p, d = rng.randint(1, 7), rng.randint(1, 4), rng.randint(0, 3), rng.randint(1, 2)
        n = rng.randint(max(1, d * (k - 1) + 1 - 2 * p), 45)
        want = F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k), stride=s, padding=p, dilation=d).shape[-1]
        got = student.conv_out(n, k, s, p, d)
        expect.integer(got, want, f"conv_out(n={n}, k={k}, s={s}, p={p}, d={d})")
    expect.integer(student.conv_out(n=17, k=4), 14, "conv_out(n=17, k=4) with the default stride and padding")


@e11.check("parameters", points=1)
def parameters(student: Any) -> None:
    """`conv_params` counts what `nn.Conv2d` learns: any kernel, groups, with and without bias."""
    rng = _rng()
    for case in range(24):
        groups = rng.choice((1, 1, 2, 3, 5))
        cin, cout = groups * rng.randint(1, 6), groups * rng.randint(1, 7)
        k: Pair = rng.randint(1, 7) if case % 2 else (rng.randint(1, 4), rng.randint(5, 7))
        bias = rng.random() < 0.5
        layer = nn.Conv2d(cin, cout, k, bias=bias, groups=groups)
        got = student.conv_params(cin, cout, k, bias=bias, groups=groups)
        name = f"conv_params({cin}, {cout}, {k}, bias={bias}, groups={groups})"
        expect.integer(got, sum(value.numel() for value in layer.parameters()), name)
    expect.integer(student.conv_params(4, 7, 3), 4 * 7 * 9 + 7, "conv_params(4, 7, 3) with the defaults")


@e11.check("receptive-field", points=1)
def receptive_field(student: Any) -> None:
    """`receptive_field` is right for stacks of several layers with strides, and 1 for no layer."""
    rng = _rng()
    expect.integer(student.receptive_field([]), 1, "receptive_field([])")
    for depth in (1, 2, 3, 4, 5):
        layers = [(rng.randint(1, 5), rng.randint(1, 3)) for _ in range(depth)]
        layers[0] = (rng.randint(2, 5), rng.randint(2, 3))  # a stride that later layers have to multiply
        want = _measured_field(layers)
        first, again = student.run(probes.twice(student.receptive_field, layers))
        expect.integer(first, want, f"receptive_field({layers})")
        expect.integer(again, want, f"receptive_field of the same list again ({layers} at first)")


def _measured_field(layers: list[tuple[int, int]]) -> int:
    """How far apart the outermost inputs lie that move one output of a stack of 1-D convolutions of ones."""
    size = 1
    for k, s in reversed(layers):
        size = (size - 1) * s + k
    x = torch.ones(1, 1, size + 7, dtype=torch.float64, requires_grad=True)
    y: Tensor = x
    for k, s in layers:
        y = F.conv1d(y, torch.ones(1, 1, k, dtype=torch.float64), stride=s)
    (gradient,) = torch.autograd.grad(y[0, 0, 0], x)
    touched = gradient[0, 0].nonzero()
    return int(touched.max() - touched.min()) + 1


def _random(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(shape, dtype=dtype)


@e11.check("convolution-square", points=1)
def convolution_square(student: Any) -> None:
    """`conv2d_naive` has the values of torch's convolution for square kernels, strides and pads."""
    for k, stride, pad in ((3, 1, 0), (2, 1, 1), (3, 2, 1), (4, 3, 2), (1, 2, 0)):
        x, w, b = _random(2, 3, 11, 11), _random(5, 3, k, k), _random(5)
        got = student.conv2d_naive(x, w, b, stride=stride, pad=pad)
        name = f"conv2d_naive with a {k} x {k} kernel, stride {stride}, pad {pad}"
        expect.close(got, F.conv2d(x, w, b, stride, pad), name)
        expect.untouched(student, "conv2d_naive")


def _rectangles() -> Iterator[tuple[Tensor, Tensor, Pair, Pair]]:
    yield _random(2, 3, 13, 9), _random(5, 3, 4, 2), (2, 1), (1, 0)
    yield _random(1, 4, 8, 15), _random(3, 4, 2, 5), (1, 3), (0, 2)
    yield _random(4, 2, 10, 17), _random(6, 2, 5, 3), (3, 2), (2, 1)
    yield _random(3, 1, 7, 12), _random(2, 1, 1, 6), 2, (0, 3)
    yield _random(3, 5, 14, 6), _random(4, 5, 3, 1), (4, 1), 1


@e11.check("convolution-rectangular", points=1)
def convolution_rectangular(student: Any) -> None:
    """`conv2d_naive` is right for rectangular kernels, strides and pads as pairs, with and without a bias."""
    for number, (x, w, stride, pad) in enumerate(_rectangles()):
        b = _random(len(w)) if number % 2 else None
        given = "no b" if b is None else "b given"
        shapes = f"x {tuple(x.shape)}, w {tuple(w.shape)}, stride {stride}, pad {pad}, {given}"
        got = student.conv2d_naive(x, w, b, stride=stride, pad=pad)
        expect.close(got, F.conv2d(x, w, b, stride, pad), f"conv2d_naive for {shapes}")
    x, w = _random(2, 3, 6, 8, dtype=torch.float32), _random(4, 3, 3, 2, dtype=torch.float32)
    got = student.conv2d_naive(x, w)
    expect.tensor(got, "conv2d_naive of float32", shape=(2, 4, 4, 7), dtype=torch.float32)
    expect.close(got, F.conv2d(x, w), "conv2d_naive with the default bias, stride and pad")


@e11.check("convolution-gradient", points=1)
def convolution_gradient(student: Any) -> None:
    """`conv2d_naive` is differentiable in images and kernels, and its result lives where the images do."""
    x, w, b = _random(2, 3, 9, 7), _random(4, 3, 2, 3), _random(4)
    seed = _random(2, 4, 5, 4)
    for one in (x, w, b):
        one.requires_grad_()
    want = torch.autograd.grad(F.conv2d(x, w, b, (2, 2), (1, 1)), (x, w, b), seed)
    y = student.conv2d_naive(x, w, b, stride=(2, 2), pad=(1, 1))
    expect.tensor(y, "the result", shape=tuple(seed.shape), grad=True)
    got = torch.autograd.grad(y, (x, w, b), seed, allow_unused=True)
    for gradient, right, name in zip(got, want, ("x", "w", "b"), strict=True):
        expect.that(gradient is not None, f"no gradient reaches {name}")
        expect.close(gradient, right, f"the gradient in {name}")
    with student.cuda():
        student.conv2d_naive(x.detach(), w.detach(), b.detach(), stride=2, pad=1)
        expect.on_device(student, "the result of conv2d_naive")


@e11.check("pooling", points=1)
def pooling(student: Any) -> None:
    """`max_pool2d_naive` is exact: negative maps, pads that never win, pairs, the default stride."""
    cases: tuple[tuple[tuple[int, ...], Pair, Pair | None, Pair], ...] = (
        ((2, 3, 9, 7), 2, None, 0),
        ((3, 2, 8, 11), 3, 2, 1),
        ((2, 5, 10, 7), (2, 3), None, (1, 1)),
        ((1, 4, 13, 6), (3, 2), (1, 3), (1, 0)),
        ((4, 3, 7, 12), (1, 4), (2, 1), (0, 2)),
        ((2, 3, 11, 14), 4, (3, 5), 2),
    )
    for shape, k, stride, pad in cases:
        for scale, size in ((1.0, "of any sign"), (-1.0, "negative"), (-1e12, "negative and large")):
            x = _random(*shape) if scale > 0 else scale * (1 + torch.rand(shape, dtype=torch.float64))
            got = student.max_pool2d_naive(x, k, stride=stride, pad=pad)
            name = f"max_pool2d_naive of {tuple(shape)}, values {size}, k {k}, stride {stride}, pad {pad}"
            want = F.max_pool2d(x, k, stride, pad)
            expect.tensor(got, name, shape=tuple(want.shape), dtype=torch.float64)
            expect.close(got, want, name, rtol=0, atol=0)
            expect.untouched(student, "max_pool2d_naive")
    x = -1 - torch.rand(2, 3, 6, 9)
    got = student.max_pool2d_naive(x, 3)
    expect.tensor(got, "max_pool2d_naive of float32", dtype=torch.float32)
    expect.close(got, F.max_pool2d(x, 3), "max_pool2d_naive with a window alone", rtol=0, atol=0)
    with student.cuda():
        student.max_pool2d_naive(x, 3, stride=2, pad=1)
        expect.on_device(student, "the result of max_pool2d_naive")
