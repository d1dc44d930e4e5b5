"""Hidden checks of P3-E6: images cut into patches and put together again."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P3.reference import patches as reference
from kit.checks import Exercise, expect

e6 = Exercise("P3-E6", names=("patchify", "unpatchify"))

F32, F64 = torch.float32, torch.float64

SIZES = ((3, 3, 32, 32, 2), (2, 3, 8, 12, 2), (4, 3, 8, 8, 4), (5, 1, 6, 9, 3))
"""N, C, H, W and the patch size."""

EDGES = ((2, 3, 4, 5, 1), (3, 2, 7, 7, 7), (1, 4, 15, 5, 5), (2, 5, 3, 12, 3), (4, 4, 4, 4, 2), (1, 1, 1, 1, 1))
"""Patches of one pixel, one patch, one column, one row of patches, equal sizes, one pixel."""


def _images(shape: tuple[int, ...], dtype: torch.dtype = F64) -> Tensor:
    """Images whose values say where they stand, in a random order of places: exact in float32 too."""
    count = torch.Size(shape).numel()
    return torch.randperm(count).to(dtype).reshape(shape)


def _cut(images: Tensor, size: int) -> tuple[int, int, int]:
    n, channels, height, width = images.shape
    return n, (height // size) * (width // size), channels * size**2


def _exact(got: Any, want: Tensor, name: str) -> None:
    expect.tensor(got, name, shape=tuple(want.shape), dtype=want.dtype)
    expect.close(got, want, name, rtol=0.0, atol=0.0)


def _patchified(student: Any, images: Tensor, size: int, want: Tensor) -> None:
    _exact(student.patchify(images, size), want, f"patchify of {tuple(images.shape)} with patches of {size}")
    expect.untouched(student, "patchify")


def _put_together(student: Any, tokens: Tensor, size: int, height: int, width: int, want: Tensor) -> None:
    name = f"unpatchify of {tuple(tokens.shape)} to {height} x {width}"
    _exact(student.unpatchify(tokens, size, height, width), want, name)
    expect.untouched(student, "unpatchify")


@e6.check("patches", points=1)
def patches(student: Any) -> None:
    """`patchify` puts every value where it belongs: tokens row by row, elements as channel, row, column."""
    for n, channels, height, width, size in SIZES:
        images = _images((n, channels, height, width))
        _patchified(student, images, size, reference.patchify(images, size))


@e6.check("patches-edges", points=0.5)
def patches_edges(student: Any) -> None:
    """`patchify` also takes patches of one pixel, one patch, one row or column of patches, any memory layout."""
    for n, channels, height, width, size in EDGES:
        images = _images((n, channels, height, width), F32)
        _patchified(student, images, size, reference.patchify(images, size))
    images = _images((2, 3, 6, 8))
    want = reference.patchify(images, 2)
    _patchified(student, images.to(memory_format=torch.channels_last), 2, want)
    turned = images.mT.contiguous().mT
    _patchified(student, turned, 2, want)
    _exact(student.patchify(images=images, patch_size=2), want, "patchify by keyword")


@e6.check("patch-size-error", points=0.5)
def patch_size_error(student: Any) -> None:
    """`patchify` raises a ValueError if height or width is no multiple of the patch size."""
    for shape, size in (
        ((2, 3, 7, 8), 2),
        ((2, 3, 8, 7), 2),
        ((1, 1, 9, 15), 6),
        ((3, 2, 4, 6), 8),
        ((1, 3, 8, 12), 12),
    ):
        expect.raises(ValueError, student.patchify, torch.randn(shape), size)
    for shape, size in (((2, 3, 8, 10), 2), ((1, 2, 9, 15), 3)):
        expect.tensor(student.patchify(torch.randn(shape), size), "patchify", shape=_cut(torch.empty(shape), size))


@e6.check("patch-gradient", points=0.5)
def patch_gradient(student: Any) -> None:
    """The gradient of `patchify` brings every value back to the pixel that it came from."""
    for n, channels, height, width, size in SIZES[1:]:
        images = _images((n, channels, height, width)).requires_grad_()
        tokens = student.patchify(images, size)
        expect.tensor(tokens, "the tokens", shape=_cut(images, size), grad=True)
        cotangent = torch.randn(_cut(images, size), dtype=F64)
        (tokens * cotangent).sum().backward()
        want = reference.unpatchify(cotangent, size, height, width)
        expect.close(images.grad, want, "the gradient with respect to the images")


@e6.check("patch-device", points=0.5)
def patch_device(student: Any) -> None:
    """`patchify` and `unpatchify` work where their input is, and keep its dtype."""
    for dtype in (F32, F64):
        images = torch.randn(2, 3, 4, 6, dtype=dtype)
        with student.cuda():
            tokens = student.patchify(images, 2)
            expect.on_device(student, "the result of patchify")
            expect.tensor(tokens, "the tokens", shape=(2, 6, 12), dtype=dtype)
            back = student.unpatchify(reference.patchify(images, 2), 2, 4, 6)
            expect.on_device(student, "the result of unpatchify")
            expect.tensor(back, "the images", shape=(2, 3, 4, 6), dtype=dtype)


@e6.check("put-together", points=1)
def put_together(student: Any) -> None:
    """`unpatchify` makes the image of right tokens, also of one that is not square or has one patch only."""
    for n, channels, height, width, size in (*SIZES, *EDGES):
        images = _images((n, channels, height, width))
        _put_together(student, reference.patchify(images, size), size, height, width, images)
    tokens = reference.patchify(_images((2, 3, 6, 8)), 2)
    turned = tokens.mT.contiguous().mT
    _put_together(student, turned, 2, 6, 8, reference.unpatchify(tokens, 2, 6, 8))
    got = student.unpatchify(tokens=tokens, patch_size=2, height=8, width=6)
    _exact(got, reference.unpatchify(tokens, 2, 8, 6), "unpatchify by keyword")


@e6.check("round-trip", points=0.5)
def round_trip(student: Any) -> None:
    """`unpatchify` undoes `patchify`, both ways."""
    for n, channels, height, width, size in (*SIZES[1:], (2, 6, 10, 4, 2)):
        images = torch.randn(n, channels, height, width, dtype=F64)
        tokens = student.patchify(images, size)
        expect.tensor(tokens, "the tokens", shape=_cut(images, size))
        _exact(student.unpatchify(tokens, size, height, width), images, "unpatchify of patchify")
        drawn = torch.randn(_cut(images, size), dtype=F64)
        back = student.unpatchify(drawn, size, height, width)
        expect.tensor(back, "the images", shape=(n, channels, height, width))
        _exact(student.patchify(back, size), drawn, "patchify of unpatchify")


@e6.check("inverse-gradient", points=0.5)
def inverse_gradient(student: Any) -> None:
    """The gradient of `unpatchify` brings every value back to the token that it came from."""
    for n, channels, height, width, size in SIZES[1:]:
        tokens = reference.patchify(_images((n, channels, height, width)), size).requires_grad_()
        images = student.unpatchify(tokens, size, height, width)
        expect.tensor(images, "the images", shape=(n, channels, height, width), grad=True)
        cotangent = torch.randn(n, channels, height, width, dtype=F64)
        (images * cotangent).sum().backward()
        expect.close(tokens.grad, reference.patchify(cotangent, size), "the gradient with respect to the tokens")
