"""P5-E12: CLIP's logits, probabilities, best classes and loss."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import given_clip
from assignments.P5.reference import clip as reference
from kit.checks import Exercise, expect

F32, F64 = torch.float32, torch.float64
SCALES = (-1.0, 0.0, math.log(100.0))

e12 = Exercise(
    "P5-E12",
    names=("compute_clip_logits", "classify_zero_shot", "pick_top_k", "compute_contrastive_loss"),
)


def _features(n: int, dim: int, dtype: torch.dtype = F64) -> Tensor:
    """(n, dim), lengths from about 0.05 to 50."""
    return (torch.randn(n, dim, dtype=F64) * 10 ** (3 * torch.rand(n, 1, dtype=F64) - 1.5)).to(dtype)


def _scale(value: float, dtype: torch.dtype = F64) -> Tensor:
    return torch.tensor(value, dtype=dtype)


def _with_logits(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check with a right `compute_clip_logits`."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(compute_clip_logits=given_clip.clip_logits()):
            check(student)

    return bound


def _gradients(result: Tensor, weights: Tensor, leaves: list[Tensor]) -> list[Tensor]:
    """Of the weighted sum of `result` with respect to each of `leaves`."""
    for leaf in leaves:
        leaf.grad = None
    (result * weights).sum().backward()
    return [torch.zeros_like(leaf) if leaf.grad is None else leaf.grad.clone() for leaf in leaves]


def _same_gradients(function: Any, trusted: Any, inputs: list[Tensor], name: str) -> None:
    """`function` has the gradients of `trusted` with respect to all `inputs`."""
    leaves = [value.clone().requires_grad_() for value in inputs]
    want = trusted(*leaves)
    weights = torch.randn_like(want)
    wanted = _gradients(want, weights, leaves)
    got = function(*leaves)
    expect.tensor(got, f"the result of {name}", shape=tuple(want.shape), grad=True)
    found = _gradients(got, weights, leaves)
    for word, one, right in zip(("image features", "text features", "logit_scale"), found, wanted, strict=True):
        expect.close(one, right, f"the gradient of {name} with respect to the {word}", rtol=1e-6, atol=1e-8)


def _form(student: Any, name: str, images: int, texts: int, shape: tuple[int, ...]) -> None:
    """Dtype, device, and unchanged arguments."""
    function = student.get(name)
    for dtype in (F32, F64):
        arguments = _features(images, 6, dtype), _features(texts, 6, dtype), _scale(1.5, dtype)
        got = function(*arguments)
        expect.untouched(student, name)
        expect.tensor(got, f"the result of {name}", shape=shape, dtype=dtype)
        with student.cuda():
            function(*arguments)
            expect.on_device(student, f"the result of {name}")


# --- logits -------------------------------------------------------------------------------------------


@e12.check("logits", points=1)
def logits(student: Any) -> None:
    """`compute_clip_logits` gives factor times cosine, rows images, columns texts, for features of any length."""
    for b, c, d in ((4, 6, 3), (5, 2, 7), (3, 3, 8), (1, 4, 2), (3, 1, 5), (2, 5, 1)):
        images, texts = _features(b, d), _features(c, d)
        for scale in (_scale(0.0), _scale(float(torch.randn(())))):
            got = student.compute_clip_logits(images, texts, scale)
            expect.tensor(got, "the logits", shape=(b, c), dtype=F64)
            expect.close(got.detach(), reference.logits(images, texts, scale), f"the logits (B={b}, C={c}, D={d})")
    wide = torch.randn(6, 4, 3, dtype=F64)
    got = student.compute_clip_logits(wide[:, 1], wide[:4, 2], _scale(0.3))
    expect.close(got, reference.logits(wide[:, 1], wide[:4, 2], _scale(0.3)), "the logits of features that are slices")


@e12.check("scale", points=0.5)
def scale(student: Any) -> None:
    """The factor is exp(logit_scale), whatever its size; gradients reach both features and the scale."""
    for value in (*SCALES, 5.5, -4.0):
        images, texts = _features(3, 5), _features(4, 5)
        got = student.compute_clip_logits(images, texts, _scale(value))
        expect.close(got, reference.logits(images, texts, _scale(value)), f"the logits for logit_scale {value:.3g}")
        _same_gradients(
            student.compute_clip_logits, reference.logits, [images, texts, _scale(value)], "compute_clip_logits"
        )


@e12.check("logits-form", points=0.5)
def logits_form(student: Any) -> None:
    """`compute_clip_logits` keeps dtype and device of the features and leaves its arguments alone."""
    _form(student, "compute_clip_logits", 4, 3, (4, 3))


# --- probabilities ------------------------------------------------------------------------------------


@e12.check("probabilities", points=0.75)
@_with_logits
def probabilities(student: Any) -> None:
    """`classify_zero_shot` gives the softmax over the classes: each row sums to 1, finite for a factor of 100."""
    for b, c, d in ((4, 6, 5), (7, 3, 4), (4, 4, 6), (1, 5, 3), (6, 1, 2), (1, 1, 4)):
        for value in (*SCALES, float(torch.randn(()))):
            for dtype in (F64, F32):
                images, texts, factor = _features(b, d, dtype), _features(c, d, dtype), _scale(value, dtype)
                got = student.classify_zero_shot(images, texts, factor)
                expect.tensor(got, "the probabilities", shape=(b, c), dtype=dtype)
                expect.finite(got, "the probabilities")
                expect.close(got.sum(1).detach(), torch.ones(b, dtype=dtype), "the sum of each row", atol=1e-4)
                want = reference.probabilities(images.to(F64), texts.to(F64), factor.to(F64))
                close = 1e-8 if dtype == F64 else 2e-4  # a factor of 100 enlarges the rounding of float32
                expect.close(got.detach().to(F64), want, f"the probabilities (B={b}, C={c})", rtol=close, atol=close)


@e12.check("probabilities-form", points=0.25)
@_with_logits
def probabilities_form(student: Any) -> None:
    """`classify_zero_shot` keeps dtype and device of the features and leaves its arguments alone."""
    _form(student, "classify_zero_shot", 4, 3, (4, 3))


# --- top-k --------------------------------------------------------------------------------------------


def _picked(student: Any, probs: Tensor, *k: int) -> tuple[Tensor, Tensor]:
    """Values and indices, of the right shape and kind."""
    got = student.pick_top_k(probs, *k)
    expect.that(type(got) in (tuple, list) and len(got) == 2, "pick_top_k should return values and indices")
    shape = len(probs), min((*k, 5)[0], probs.shape[1])
    for value, name, dtype in zip(got, ("values", "indices"), (probs.dtype, torch.int64), strict=True):
        expect.tensor(value, f"the {name}", shape=shape, dtype=dtype)
        expect.that(value.device.type == "cpu", f"the {name} should be on the CPU")
    return got[0].detach(), got[1]


def _right(student: Any, probs: Tensor, *k: int) -> None:
    values, indices = _picked(student, probs, *k)
    words = f"for probabilities {tuple(probs.shape)} and " + (f"k={k[0]}" if k else "k left out")
    for row, (numbers, found, classes) in enumerate(
        zip(probs.tolist(), values.tolist(), indices.tolist(), strict=True)
    ):
        best = sorted(range(len(numbers)), key=lambda c: -numbers[c])[: len(found)]
        expect.that(found == [numbers[c] for c in best], f"the values of row {row} are not right {words}")
        expect.that(classes == best, f"the classes of row {row} are not right {words}")


@e12.check("top-k", points=0.5)
def top_k(student: Any) -> None:
    """`pick_top_k` gives the k largest of each row and their class numbers, largest first; k is 5 if left out."""
    for b, c in ((4, 9), (13, 7), (6, 6)):
        for k in ((), (3,), (1,), (5,), (6,)):
            for dtype in (F64, F32):
                _right(student, torch.randn(b, c, dtype=dtype).softmax(1), *k)
                expect.untouched(student, "pick_top_k")


@e12.check("top-k-edges", points=0.5)
def top_k_edges(student: Any) -> None:
    """`pick_top_k` works for fewer classes than k, single rows and equal values; its results are on the CPU."""
    for b, c, k in ((3, 4, (5,)), (2, 3, ()), (6, 1, (2,)), (1, 8, (4,)), (1, 1, ()), (7, 2, (30,))):
        _right(student, torch.randn(b, c, dtype=F64).softmax(1), *k)
    equal = torch.full((3, 6), 1 / 6, dtype=F64)
    values, indices = _picked(student, equal, 4)
    expect.that(bool((values == equal[0, 0]).all()), "equal probabilities are not returned as they are")
    for row in indices.tolist():
        expect.that(len(set(row)) == 4 and set(row) <= set(range(6)), "a class is named twice, or is none")
    with student.cuda():
        for c in (7, 3):
            student.pick_top_k(torch.randn(4, c).softmax(1))
            expect.on_device(student, "the result of pick_top_k", "cpu")


# --- loss ---------------------------------------------------------------------------------------------


def _loss(student: Any, images: Tensor, texts: Tensor, factor: Tensor) -> Tensor:
    got: Tensor = student.compute_contrastive_loss(images, texts, factor)
    expect.tensor(got, "the loss", shape=(), dtype=images.dtype)
    return got.detach()


def _pairs(b: int, d: int) -> tuple[Tensor, Tensor]:
    """Pairs that belong together, somewhat."""
    images, texts = _features(b, d), _features(b, d)
    return images, texts + images * texts.norm(dim=1, keepdim=True) / images.norm(dim=1, keepdim=True)


@e12.check("loss", points=0.75)
@_with_logits
def loss(student: Any) -> None:
    """`compute_contrastive_loss` is the mean of both cross entropies, for all scales, also in float32."""
    for b, d in ((5, 7), (6, 3), (4, 4), (2, 5), (1, 3)):
        for value in (*SCALES, float(torch.randn(()))):
            images, texts = _pairs(b, d)
            want = reference.contrastive_loss(images, texts, _scale(value))
            got = _loss(student, images, texts, _scale(value))
            expect.close(got, want, f"the loss of {b} pairs with logit_scale {value:.3g}")
            single = [one.to(F32) for one in (images, texts, _scale(value))]
            rough = _loss(student, *single).to(F64)
            expect.close(rough, want, f"the loss of {b} pairs in float32", rtol=1e-3, atol=1e-3)
    images = _features(4, 6, F32)  # the right text is the worst one: a probability that float32 cannot hold
    want = reference.contrastive_loss(images.to(F64), -images.to(F64), _scale(SCALES[2]))
    got = _loss(student, images, -images, _scale(SCALES[2], F32))
    expect.finite(got, "the loss of bad pairs with a factor of 100")
    expect.close(got.to(F64), want, "the loss of bad pairs with a factor of 100", rtol=1e-3, atol=1e-3)


@e12.check("loss-limits", points=0.5)
@_with_logits
def loss_limits(student: Any) -> None:
    """The loss of equal features is log B; that of perfect pairs with a large factor is near 0."""
    for b, d in ((5, 3), (8, 4), (3, 6)):
        one, other = torch.randn(1, d, dtype=F64), torch.randn(1, d, dtype=F64)
        got = _loss(student, one.repeat(b, 1), other.repeat(b, 1), _scale(1.3))
        expect.close(got, torch.tensor(math.log(b), dtype=F64), f"the loss of {b} equal pairs", rtol=1e-5, atol=1e-5)
        perfect = torch.eye(b, dtype=F64)[torch.randperm(b)]
        lengths = 0.1 + 9 * torch.rand(2, b, 1, dtype=F64)
        got = _loss(student, perfect * lengths[0], perfect * lengths[1], _scale(SCALES[2]))
        expect.that(bool(got.abs() < 1e-6), f"the loss of {b} perfect pairs with a factor of 100 is not near 0")


@e12.check("loss-symmetry", points=0.25)
@_with_logits
def loss_symmetry(student: Any) -> None:
    """The loss stays when images and texts are exchanged, and when pairs are put in another order together."""
    for b, d in ((6, 4), (5, 8)):
        images, texts = _pairs(b, d)
        want, order = _loss(student, images, texts, _scale(1.1)), torch.randperm(b)
        expect.close(_loss(student, texts, images, _scale(1.1)), want, "the loss with images and texts exchanged")
        expect.close(_loss(student, images[order], texts[order], _scale(1.1)), want, "the loss in another order")
        apart = _loss(student, images, texts.roll(1, 0), _scale(1.1))
        expect.that(bool((apart - want).abs() > 1e-6), "the loss does not depend on which text belongs to which image")


@e12.check("loss-gradient", points=0.5)
@_with_logits
def loss_gradient(student: Any) -> None:
    """Gradients of the loss reach image features, text features and scale; dtype and device are the features'."""
    for b, d in ((5, 3), (2, 6)):
        inputs = [*_pairs(b, d), _scale(0.7)]
        _same_gradients(student.compute_contrastive_loss, reference.contrastive_loss, inputs, "the loss")
    _form(student, "compute_contrastive_loss", 4, 4, ())
