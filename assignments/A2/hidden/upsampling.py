"""A2-E8: transposed convolution, the bilinear kernel, un-pooling, sizes."""

from __future__ import annotations

import random
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from assignments.A2.hidden.own_work import gradients
from assignments.A2.reference import networks as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e8 = Exercise(
    "A2-E8",
    names=(
        *("bilinear_kernel", "transposed_conv2d", "max_unpool"),
        *("conv_output_size", "transposed_conv_output_size"),
    ),
    forbidden=("conv_transpose2d", "max_unpool2d"),
)

# N, Cin, Cout, H, W, k, stride, padding: k below, equal to and above the stride
CASES = (
    *((2, 3, 5, 4, 7, 3, 1, 0), (1, 4, 2, 6, 5, 2, 2, 0), (3, 2, 4, 5, 3, 4, 2, 1), (2, 5, 3, 3, 8, 3, 2, 1)),
    *((1, 3, 6, 4, 2, 2, 3, 0), (2, 1, 4, 5, 7, 1, 2, 0), (3, 6, 1, 2, 5, 5, 3, 2), (2, 3, 4, 7, 6, 4, 1, 3)),
    *((1, 2, 3, 1, 1, 3, 2, 0), (2, 4, 5, 3, 2, 1, 1, 0), (1, 5, 2, 4, 6, 3, 4, 1), (2, 2, 3, 1, 5, 5, 2, 0)),
)


def _words(case: tuple[int, ...]) -> str:
    n, cin, cout, height, width, k, stride, padding = case
    shapes = f"x {(n, cin, height, width)}, weight {(cin, cout, k, k)}"
    return f"transposed_conv2d of {shapes}, stride {stride}, padding {padding}"


def _draw(case: tuple[int, ...], dtype: torch.dtype = F64) -> tuple[Tensor, Tensor]:
    n, cin, cout, height, width, k, *_ = case
    return torch.randn(n, cin, height, width, dtype=dtype), torch.randn(cin, cout, k, k, dtype=dtype)


@e8.check("transposed-values", points=1)
def transposed_values(student: Any) -> None:
    """`transposed_conv2d` is right for any channels, kernel, stride and padding, on maps that are no squares."""
    for case in CASES:
        x, weight = _draw(case)
        stride, padding = case[-2:]
        got = student.transposed_conv2d(x, weight, stride, padding)
        want = F.conv_transpose2d(x, weight, stride=stride, padding=padding)
        expect.untouched(student, "transposed_conv2d")
        expect.tensor(got, _words(case), shape=tuple(want.shape), dtype=F64)
        expect.close(got, want, _words(case))
    x, weight = _draw((2, 3, 4, 5, 6, 3), F32)
    got = student.transposed_conv2d(x, weight)
    expect.tensor(got, "transposed_conv2d in float32", shape=(2, 4, 7, 8), dtype=F32)
    expect.close(got, F.conv_transpose2d(x, weight), "transposed_conv2d with the defaults, in float32")
    got = student.transposed_conv2d(x, weight, padding=1, stride=3)
    want = F.conv_transpose2d(x, weight, stride=3, padding=1)
    expect.close(got, want, "transposed_conv2d with stride 3, padding 1")
    with student.cuda():
        student.transposed_conv2d(x, weight, stride=2, padding=1)
        expect.on_device(student, "the result of transposed_conv2d")


@e8.check("transposed-gradients", points=0.5)
def transposed_gradients(student: Any) -> None:
    """`transposed_conv2d` is differentiable in x and in the weight, with the right gradients."""
    for case in CASES[::2] + CASES[3:4]:
        x, weight = (one.requires_grad_() for one in _draw(case))
        stride, padding = case[-2:]
        want = F.conv_transpose2d(x, weight, stride=stride, padding=padding)
        seed = torch.randn_like(want)
        right = torch.autograd.grad(want, (x, weight), seed)
        got = student.transposed_conv2d(x, weight, stride=stride, padding=padding)
        expect.tensor(got, _words(case), shape=tuple(want.shape), dtype=F64, grad=True)
        found = gradients(got, (x, weight), seed, "transposed_conv2d")
        for gradient, wanted, name in zip(found, right, ("x", "the weight"), strict=True):
            expect.close(gradient, wanted, f"the gradient in {name}; {_words(case)}")


@e8.check("adjoint", points=0.5)
def adjoint(student: Any) -> None:
    """`transposed_conv2d` is the adjoint of the convolution with the same weight: <conv(x), y> = <x, convT(y)>."""
    for case in CASES[1:8] + CASES[10:11]:
        n, _, cout, height, width, k, stride, padding = case
        y, weight = _draw(case)
        sizes = [(side - 1) * stride - 2 * padding + k for side in (height, width)]
        x = torch.randn(n, cout, *sizes, dtype=F64)
        got = student.transposed_conv2d(y, weight, stride=stride, padding=padding)
        expect.tensor(got, _words(case), shape=tuple(x.shape), dtype=F64)
        left = (F.conv2d(x, weight, stride=stride, padding=padding) * y).sum()
        expect.close((x * got).sum().reshape(1), left.reshape(1), f"<x, convT(y)> against <conv(x), y>; {_words(case)}")


@e8.check("kernel-values", points=0.5)
def kernel_values(student: Any) -> None:
    """`bilinear_kernel` is right for even and odd sizes: symmetric, of sum f**2, 0 between different channels."""
    for channels, size in ((3, 4), (2, 3), (1, 2), (4, 5), (2, 16), (5, 1), (3, 6), (1, 7)):
        got = student.bilinear_kernel(channels, size)
        name = f"bilinear_kernel({channels}, {size})"
        expect.tensor(got, name, shape=(channels, channels, size, size), dtype=F32)
        got, factor = got.detach(), (size + 1) // 2
        own = got[range(channels), range(channels)]
        between = got * (1 - torch.eye(channels))[:, :, None, None]
        expect.that(bool((between == 0).all()), f"{name} is not 0 between different channels")
        turned = all(own.allclose(one) for one in (own.flip(1), own.flip(2), own.mT))
        expect.that(turned, f"{name} is not symmetric")
        totals = torch.full((channels,), float(factor**2))
        expect.close(own.sum((1, 2)), totals, f"the sums of {name} over its pixels")
        expect.close(got, reference.bilinear_kernel(channels, size), name, rtol=1e-6, atol=1e-6)


@e8.check("kernel-interpolates", points=0.5)
def kernel_interpolates(student: Any) -> None:
    """With `bilinear_kernel` and stride f a constant stays constant and a slope a slope, away from the border."""
    for channels, size in ((3, 4), (2, 3), (4, 6), (3, 5), (1, 8)):
        factor = (size + 1) // 2
        kernel = student.bilinear_kernel(channels, size)
        expect.tensor(kernel, "bilinear_kernel", shape=(channels, channels, size, size), dtype=F32)
        level, slope = torch.randn(2, channels)
        columns = torch.arange(6.0)
        x = (level[:, None] + slope[:, None] * columns)[None, :, None].expand(1, channels, 5, 6)
        y = F.conv_transpose2d(x, kernel.detach(), stride=factor)[:, :, size:-size, size:-size]
        name = f"the interior of an image enlarged with bilinear_kernel({channels}, {size})"
        line = y[0, :, 0]
        expect.close(y, line[None, :, None].expand_as(y), f"{name}, constant along the columns,")
        steps = line.diff(dim=1)
        expect.close(steps, (slope / factor)[:, None].expand_as(steps), f"the slope of {name}")
        y = F.conv_transpose2d(level[None, :, None, None].expand(1, channels, 5, 6), kernel.detach(), stride=factor)
        inner = y[:, :, size:-size, size:-size]
        expect.close(inner, level[None, :, None, None].expand_as(inner), f"{name} (a constant)")


POOLS = ((2, 3, 8, 6, 2, 2), (1, 4, 7, 9, 2, 2), (3, 2, 9, 11, 3, 3), (2, 5, 11, 7, 3, 2), (1, 3, 5, 13, 3, 1))


@e8.check("unpool", points=0.5)
def unpool(student: Any) -> None:
    """`max_unpool` undoes max pooling: each value at its place, zero elsewhere, for even and odd sizes."""
    for n, channels, height, width, size, stride in POOLS:
        x = torch.randn(n, channels, height, width, dtype=F64)
        pooled, indices = F.max_pool2d(x, size, stride, return_indices=True)
        got = student.max_unpool(pooled, indices, (height, width))
        name = f"max_unpool of {tuple(pooled.shape)} to {(height, width)}, pooled by {size} with stride {stride}"
        expect.untouched(student, "max_unpool")
        expect.tensor(got, name, shape=tuple(x.shape), dtype=F64)
        chosen = torch.zeros(n, channels, height * width, dtype=torch.bool)
        chosen.scatter_(2, indices.flatten(2), True)
        expect.close(got, x * chosen.view_as(x), name, rtol=0, atol=0)
        values = torch.randn_like(pooled)
        if stride == size:  # any values, any size that holds the places
            got = student.max_unpool(values, indices, (height + 2, width))
            want = torch.zeros(n, channels, (height + 2) * width, dtype=F64)
            want.scatter_(2, indices.flatten(2), values.flatten(2))
            expect.close(got, want.view(n, channels, height + 2, width), name + ", other values", rtol=0, atol=0)
    pooled, indices = F.max_pool2d(torch.randn(2, 3, 5, 7), 2, return_indices=True)
    expect.tensor(student.max_unpool(pooled, indices, (5, 7)), "max_unpool in float32", dtype=F32)
    with student.cuda():
        student.max_unpool(pooled, indices, (5, 7))
        expect.on_device(student, "the result of max_unpool")


@e8.check("sizes", points=0.5)
def sizes(student: Any) -> None:
    """Both size functions agree with real layers, also with dilation and output padding, and return ints."""
    rng = random.Random(int(torch.randint(2**62, ())))
    known = {(2, 2, 0): 14, (4, 2, 1): 14, (4, 1, 0): 10, (3, 2, 1): 13}
    with student.watch((*e8.forbidden, "conv2d")):
        for (k, s, p), want in known.items():
            expect.integer(student.transposed_conv_output_size(7, k, s, p), want, f"from 7, {(k, s, p)}, transposed,")
        got = student.transposed_conv_output_size(7, 3, stride=2, padding=1, output_padding=1)
        expect.integer(got, 14, "from 7, kernel 3, stride 2, padding 1, output padding 1, transposed,")
        for _ in range(40):
            n, k = rng.randint(5, 40), rng.randint(1, 7)
            s, p, d = rng.randint(1, 4), rng.randint(0, 3), rng.randint(1, 3)
            op = rng.randint(0, max(s, d) - 1)
            given = f"n={n}, kernel={k}, stride={s}, padding={p}, dilation={d}"
            options = {"stride": s, "padding": p, "dilation": d}
            if n + 2 * p >= d * (k - 1) + 1:
                got = student.conv_output_size(n, k, s, p, d)
                expect.integer(got, _length(nn.Conv1d(1, 1, k, s, p, d), n), f"conv_output_size({given})")
            if (n - 1) * s - 2 * p + d * (k - 1) + op + 1 > 0:
                layer = nn.ConvTranspose1d(1, 1, k, s, p, output_padding=op, dilation=d)
                got = student.transposed_conv_output_size(n, kernel=k, output_padding=op, **options)
                name = f"transposed_conv_output_size({given}, output_padding={op})"
                expect.integer(got, _length(layer, n), name)
        expect.integer(student.conv_output_size(17, 4), 14, "conv_output_size(17, 4)")
        expect.integer(student.transposed_conv_output_size(17, 4), 20, "transposed_conv_output_size(17, 4)")


def _length(layer: nn.Module, n: int) -> int:
    with torch.no_grad():
        return int(layer(torch.zeros(1, 1, n)).shape[-1])
