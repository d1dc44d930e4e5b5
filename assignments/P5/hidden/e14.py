"""P5-E14: depth maps from six sides, and their batch of pictures."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P5.reference import depth as reference
from kit.checks import Exercise, expect
from kit.checks.explain.tensor import shape_text

F32, F64 = torch.float32, torch.float64
VIEWS = reference.VIEWS

e14 = Exercise("P5-E14", names=("project_depth", "stack_views"))


def _clouds(b: int, n: int, size: int, dtype: torch.dtype = F64) -> Tensor:
    """(b, n, 3): no coordinate lies near the edge of a pixel, where rounding decides."""
    pixel = torch.randint(size, (b, n, 3)) + 0.1 + 0.8 * torch.rand(b, n, 3, dtype=F64)
    return (2 * pixel / size - 1).to(dtype)


def _maps(student: Any, points: Tensor, *size: int) -> Tensor:
    got: Tensor = student.project_depth(points, *size)
    side = (*size, 32)[0]
    expect.tensor(got, "the depth maps", shape=(len(points), 6, side, side), dtype=points.dtype)
    return got.detach()


def _compare(student: Any, points: Tensor, size: int, words: str) -> None:
    got, want = _maps(student, points, size), reference.project(points, size)
    for view, name in enumerate(VIEWS):
        expect.close(got[:, view], want[:, view], f"the {name} view of {words} (cloud, row, column)", 1e-5, 1e-5)


@e14.check("single-points", points=1)
def single_points(student: Any) -> None:
    """A single point lies in the right row and column of each view and has the right value."""
    for count, size in ((4, 6), (5, 9), (3, 16), (2, 1)):
        points = _clouds(count, 1, size)
        got = _maps(student, points, size)
        for number, cloud in enumerate(points[:, 0].tolist()):
            for view, name in enumerate(VIEWS):
                row, column, value = reference.place(cloud, view, size)
                filled = got[number, view].nonzero().tolist()
                words = f"the {name} view of one point in maps of {size} x {size}"
                expect.that(len(filled) == 1, f"{words} has {len(filled)} filled pixels, expected one")
                expect.that(filled[0] == [row, column], f"{words} has it in row {filled[0][0]}, column {filled[0][1]}")
                expect.close(got[number, view, row, column], torch.tensor(value, dtype=F64), f"the value in {words}")


@e14.check("nearest-wins", points=0.5)
def nearest_wins(student: Any) -> None:
    """Of points on one ray the one nearest to the camera stays, in whatever order they are stored."""
    for size in (8, 5):
        for axis in range(3):
            ray = _clouds(1, 1, size).repeat(1, 6, 1)
            ray[..., axis] = _clouds(1, 6, size)[..., 0]
            rising = ray[:, ray[0, :, axis].argsort()]
            for points in (ray, rising, rising.flip(1), rising[:, :2], rising[:, :2].flip(1)):
                _compare(student, points, size, f"{points.shape[1]} points on a line along axis {axis}")
    crowd = _clouds(2, 90, 3)
    for points in (crowd, crowd.flip(1), crowd[:, crowd[0].norm(dim=1).argsort()]):
        _compare(student, points, 3, "90 points in maps of 3 x 3")


@e14.check("clouds", points=0.5)
def clouds(student: Any) -> None:
    """Random clouds, sizes even and odd; order of points, repeated points and other clouds do not matter."""
    for b, n, size in ((3, 20, 8), (2, 33, 7), (5, 6, 12), (1, 14, 11), (6, 6, 6), (1, 1, 4)):
        for dtype in (F64, F32):
            points = _clouds(b, n, size, dtype)
            _compare(student, points, size, f"{b} clouds of {n} points, size {size}")
        want = _maps(student, points, size)
        twice = torch.cat([points, points[:, torch.randint(n, (9,))]], 1)
        for other, words in ((points[:, torch.randperm(n)], "in another order"), (twice, "some of which occur twice")):
            expect.close(_maps(student, other, size), want, f"the maps of points {words}")
        for number in range(b):
            alone = _maps(student, points[number : number + 1], size)
            expect.close(alone, want[number : number + 1], "the maps of a cloud alone")
    sliced = _clouds(2, 10, 8).transpose(1, 2).contiguous().transpose(1, 2)[:, ::2]
    _compare(student, sliced, 8, "points that are a slice")


@e14.check("border", points=0.25)
def border(student: Any) -> None:
    """Points at +-1 and beyond fall on the border, their nearness is clamped; between pixels the formula decides."""
    corners = torch.cartesian_prod(*[torch.tensor([-1.0, 0.13, 1.0], dtype=F64)] * 3)
    for size in (4, 7, 1):
        for dtype in (F64, F32):
            for scale in (1.0, 1.7, 3.0):
                _compare(student, (scale * corners).to(dtype)[:, None], size, f"a point with |x| up to {scale}")
    between = torch.randint(-3, 4, (20, 1, 3), dtype=F64) / 4  # exact in floating point
    between[:3] *= 1 - torch.eye(3, dtype=F64)[:, None]
    for size in (8, 16):
        _compare(student, between, size, "a point on the edge between two pixels")


@e14.check("empty", points=0.25)
def empty(student: Any) -> None:
    """Pixels without a point are 0, all others lie in [0.2, 1]; the size is 32 if left out."""
    for b, n in ((2, 40), (3, 1)):
        points = _clouds(b, n, 32)
        points[0, 0, 1], points[-1, -1, 2] = 1.0, -1.0
        got = _maps(student, points)
        want = reference.project(points) > 0
        filled = got != 0
        expect.that(not bool((filled & ~want).any()), "a pixel without a point is not 0")
        expect.that(bool((filled | ~want).all()), "a pixel with a point is 0")
        inside = got[filled]
        expect.that(bool(((inside > 0.2 - 1e-6) & (inside < 1 + 1e-6)).all()), "a filled pixel is outside [0.2, 1]")


@e14.check("turns", points=0.25)
def turns(student: Any) -> None:
    """A quarter turn about z gives the next side view; silhouettes from opposite sides are mirrored."""
    for b, n, size in ((2, 15, 8), (3, 12, 9)):
        points = _clouds(b, n, size)
        turned = torch.stack([points[..., 1], -points[..., 0], points[..., 2]], -1)
        before, after = _maps(student, points, size), _maps(student, turned, size)
        for view in range(4):
            name, other = VIEWS[view], VIEWS[(view + 1) % 4]
            words = f"the {name} view after a quarter turn, compared with the {other} view before,"
            expect.close(after[:, view], before[:, (view + 1) % 4], words)
        for view, opposite, axis in ((0, 2, -1), (1, 3, -1), (4, 5, -2)):
            mirrored = (before[:, opposite] > 0).flip(axis)
            words = f"the silhouettes {VIEWS[view]} and {VIEWS[opposite]} are not mirror images"
            expect.that(bool((mirrored == (before[:, view] > 0)).all()), words)


@e14.check("form", points=0.25)
def form(student: Any) -> None:
    """`project_depth` keeps dtype and device and leaves the points alone."""
    for dtype in (F32, F64):
        points = _clouds(2, 9, 6, dtype)
        for scale in (1.0, 1.7):
            _maps(student, scale * points, 6)
            expect.untouched(student, "project_depth")
        with student.cuda():
            student.project_depth(points, 6)
            expect.on_device(student, "the depth maps")
            student.project_depth(points)
            expect.on_device(student, "the depth maps")


@e14.check("stack-views", points=0.75)
def stack_views(student: Any) -> None:
    """`stack_views` gives three equal channels; image b*V + v is view v of cloud b."""
    for shape in ((2, 6, 4, 5), (3, 4, 5, 7), (4, 2, 6, 3), (1, 5, 2, 4), (5, 1, 3, 2), (1, 1, 1, 1), (3, 3, 3, 3)):
        depth = torch.randn(shape, dtype=F64)
        got = student.stack_views(depth)
        b, v, h, w = shape
        expect.tensor(got, f"the pictures of {shape_text(shape)}", shape=(b * v, 3, h, w), dtype=F64)
        expect.close(got.detach(), reference.stack(depth), f"the pictures of {shape_text(shape)}")
    depth = torch.randn(4, 5, 3, 2, dtype=F64).permute(1, 0, 3, 2)
    expect.close(student.stack_views(depth).detach(), reference.stack(depth), "the pictures of permuted maps")


@e14.check("stack-form", points=0.25)
def stack_form(student: Any) -> None:
    """`stack_views` keeps dtype and device and leaves the maps alone."""
    for dtype in (F32, F64):
        depth = torch.rand(2, 3, 4, 5, dtype=dtype)
        expect.tensor(student.stack_views(depth), "the pictures", shape=(6, 3, 4, 5), dtype=dtype)
        expect.untouched(student, "stack_views")
        with student.cuda():
            student.stack_views(depth)
            expect.on_device(student, "the pictures")
