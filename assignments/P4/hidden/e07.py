"""P4-E7: linear and spherical interpolation, sweeps of one coordinate."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from assignments.P4.probes import tally, ways
from assignments.P4.reference import latent as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64

e7 = Exercise("P4-E7", names=("interpolate", "sweep", "slerp"))

TOL = 1e-5


def _pair(n: int, width: int, dtype: torch.dtype = F64) -> tuple[Tensor, Tensor]:
    """Two latents (N, F) of unequal lengths."""
    return torch.randn(n, width, dtype=dtype), 0.5 + 1.5 * torch.randn(n, width, dtype=dtype)


def _compare(student: Any, name: str, z0: Tensor, z1: Tensor, count: int) -> Tensor:
    """The student's path, checked for shape and values."""
    got: Tensor = getattr(student, name)(z0, z1, count)
    words = f"{name} of {tuple(z0.shape)} with count {count}"
    expect.tensor(got, words, shape=(count, *z0.shape))
    path = reference.linear if name == "interpolate" else reference.spherical
    expect.close(got.to(F64), path(z0.to(F64), z1.to(F64), count), f"{words} (step, sample, axis)", rtol=TOL, atol=TOL)
    return got


def _own(student: Any, name: str, *args: Any) -> None:
    """The arguments stay as they are, in the call and when the result is written over."""
    getattr(student, name)(*args)
    expect.untouched(student, name)
    kept = student.run(tally.overwritten(getattr(student, name), *args))
    expect.that(all(kept), f"the result of {name} shares memory with an argument or between its rows")


def _form(student: Any, name: str, *shape: int) -> None:
    """Data type and device of a path follow the latents, and it is a tensor of its own."""
    for dtype in (F32, F64):
        z0, z1 = _pair(*shape, dtype=dtype)
        for count in (6, 2, 1):
            got = getattr(student, name)(z0, z1, count)
            expect.tensor(got, name, shape=(count, *shape), dtype=dtype)
            _own(student, name, z0, z1, count)
            with student.cuda():
                getattr(student, name)(z0, z1, count)
                expect.on_device(student, f"the result of {name}")


@e7.check("interpolate", points=1)
def interpolate(student: Any) -> None:
    """`interpolate`: every step between z0 (first) and z1 (last), for any N, F and count."""
    for n, width, count in ((3, 4, 5), (5, 3, 7), (2, 6, 3), (4, 2, 9)):
        _compare(student, "interpolate", *_pair(n, width), count)
    across = torch.randn(7, 3, dtype=F64).T, torch.randn(7, 3, dtype=F64).T  # not contiguous
    _compare(student, "interpolate", *across, 4)


@e7.check("interpolate-edges", points=0.5)
def interpolate_edges(student: Any) -> None:
    """`interpolate`: one sample, two steps (the ends), one step (z0), and count = N = F."""
    for n, width, count in ((1, 5, 4), (3, 5, 2), (2, 4, 1), (1, 3, 1), (4, 4, 4), (3, 3, 1), (1, 1, 1), (5, 3, 3)):
        _compare(student, "interpolate", *_pair(n, width), count)


@e7.check("interpolate-form", points=0.5)
def interpolate_form(student: Any) -> None:
    """`interpolate` follows dtype and device of z0 and returns a tensor of its own, also for one step."""
    _form(student, "interpolate", 3, 4)


@e7.check("sweep", points=0.5)
def sweep(student: Any) -> None:
    """`sweep`: row k is z with one coordinate set to values[k], for any axis, K and F."""
    for width, count in ((6, 4), (3, 7), (5, 5), (4, 1), (1, 3), (1, 1)):
        z, values = torch.randn(width, dtype=F64), torch.randn(count, dtype=F64)
        for dim in range(width):
            got = student.sweep(z, dim, values)
            words = f"sweep of z ({width},), dim {dim}, {count} values"
            expect.tensor(got, words, shape=(count, width))
            want = torch.stack([torch.cat((z[:dim], value[None], z[dim + 1 :])) for value in values])
            expect.close(got, want, f"{words} (value, axis)", rtol=TOL, atol=TOL)


@e7.check("sweep-form", points=0.5)
def sweep_form(student: Any) -> None:
    """`sweep` leaves z and values unchanged, follows z in dtype and device, also for integer values, in new memory."""
    for width, count in ((5, 3), (4, 4), (3, 1)):
        for dtype in (F32, F64):
            z, values = torch.randn(width, dtype=dtype), torch.randn(count, dtype=dtype)
            expect.tensor(student.sweep(z, 1, values), "sweep", shape=(count, width), dtype=dtype)
            whole = torch.randint(-3, 4, (count,))
            got = student.sweep(z, 1, whole)
            expect.tensor(got, "sweep of integer values", shape=(count, width), dtype=dtype)
            want = student.sweep(z, 1, whole.to(dtype))
            expect.close(got, want, "sweep of integer values, against the same values as floats,", rtol=TOL, atol=TOL)
            _own(student, "sweep", z, 2, values)
            with student.cuda():
                student.sweep(z, 0, values)
                expect.on_device(student, "the result of sweep")


def _with_interpolate(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check of `slerp` with a right `interpolate`, which it may use."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(interpolate=ways.interpolate()):
            check(student)

    return bound


@e7.check("slerp", points=0.75)
@_with_interpolate
def slerp(student: Any) -> None:
    """`slerp`: each pair of rows has its own angle; lengths may differ; one sample and one step work."""
    for n, width, count in ((3, 4, 5), (5, 3, 7), (2, 6, 2), (1, 5, 4), (4, 4, 4), (3, 2, 1), (2, 9, 6)):
        _compare(student, "slerp", *_pair(n, width), count)


@e7.check("slerp-length", points=0.25)
@_with_interpolate
def slerp_length(student: Any) -> None:
    """`slerp` between vectors of equal length keeps that length and turns by equal angles."""
    for length, n, width, count in ((2.5, 3, 5, 6), (0.3, 4, 3, 8)):
        z0, z1 = (length * torch.nn.functional.normalize(torch.randn(n, width, dtype=F64)) for _ in range(2))
        got = student.slerp(z0, z1, count)
        expect.tensor(got, "slerp", shape=(count, n, width))
        want = torch.full((count, n), length, dtype=F64)
        expect.close(got.norm(dim=-1).to(F64), want, "the length on the way (step, sample)", rtol=TOL, atol=TOL)
        chords = got.diff(dim=0).norm(dim=-1)
        expect.close(chords, chords[:1].expand(count - 1, n), "the distance of neighbours", rtol=TOL, atol=TOL)


def _at_angle(z0: Tensor, angle: float, length: float) -> Tensor:
    """For each row of z0 a vector at this angle, of another length."""
    u = torch.nn.functional.normalize(z0)
    side = torch.randn_like(z0)
    side = torch.nn.functional.normalize(side - (side * u).sum(1, keepdim=True) * u)
    return length * (math.cos(angle) * u + math.sin(angle) * side)


@e7.check("slerp-parallel", points=0.75)
@_with_interpolate
def slerp_parallel(student: Any) -> None:
    """`slerp` is finite and linear for parallel, opposite and equal vectors, spherical for the other rows."""
    for _ in range(4):
        z0, z1 = _pair(7, 4)
        z1[1], z1[3], z1[5] = 2.5 * z0[1], -0.7 * z0[3], z0[5]
        for count in (5, 2, 1):
            expect.finite(student.slerp(z0, z1, count), "slerp with parallel rows")
            _compare(student, "slerp", z0, z1, count)
        for scale in (1.0, 0.4, -1.0, 3.0, -2.2):
            _compare(student, "slerp", z0, scale * z0, 3)
            single = student.slerp(z0.to(F32), (scale * z0).to(F32), 4)
            expect.finite(single, "slerp of parallel float32 rows")
    z0 = torch.randn(3, 6, dtype=F64)
    for angle in (0.02, math.pi - 0.02, math.pi - 8e-4, math.pi - 3e-5, 3e-5, math.pi / 2):
        _compare(student, "slerp", z0, _at_angle(z0, angle, 1.3), 5)


@e7.check("slerp-form", points=0.25)
@_with_interpolate
def slerp_form(student: Any) -> None:
    """`slerp` follows dtype and device of z0 and returns a tensor of its own."""
    _form(student, "slerp", 3, 4)
