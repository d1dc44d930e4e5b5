"""P3-E8: scaled dot-product attention."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden.vit_tools import BANNED, F32, F64, backward_on_cuda, couple, slopes
from assignments.P3.reference.attention import attend, randn
from kit.checks import CheckFailed, Exercise, expect

e8 = Exercise("P3-E8", names=("scaled_dot_product_attention",), forbidden=BANNED)

NAMES = ("out", "weights")

# B, N, M, D, V
SIZES = ((3, 4, 6, 5, 7), (2, 6, 3, 8, 1), (4, 4, 4, 4, 4), (1, 1, 1, 1, 1), (5, 1, 7, 2, 3), (2, 3, 1, 4, 5))

Inputs = tuple[Tensor, ...]


def _inputs(b: int, n: int, m: int, d: int, v: int, scale: float = 1.0) -> Inputs:
    """Queries (B, N, D), keys (B, M, D) and values (B, M, V) in float64."""
    return randn(b, n, d, scale=scale), randn(b, m, d, scale=scale), randn(b, m, v)


def _mask(*shape: int) -> Tensor:
    """A random mask; each row has a True and, where there is room, a False."""
    places = torch.rand(shape).argsort(-1)
    return (places == 0) | (places > 1) & (torch.rand(shape) < 0.5)


def _call(student: Any, inputs: Inputs, mask: Tensor | None = None) -> Any:
    """Output and weights, of the right shapes; the inputs are as they were."""
    q, k, v = inputs
    got = student.scaled_dot_product_attention(*inputs, *(() if mask is None else (mask,)))
    expect.untouched(student, "scaled_dot_product_attention")
    return couple(got, NAMES, ((*q.shape[:2], v.shape[2]), (*q.shape[:2], k.shape[1])), q.dtype)


def _masked(student: Any, inputs: Inputs, mask: Tensor) -> None:
    """With a mask the weights are the student's own without one, cut and normalised again; so `scale` counts once."""
    whole = _call(student, inputs)[1].detach() * mask
    want = whole / whole.sum(-1, keepdim=True).where(mask.any(-1, keepdim=True), 1.0)
    out, weights = (one.detach() for one in _call(student, inputs, mask))
    words = f"with a mask {tuple(mask.shape)} for B={len(inputs[0])}"
    leaks = int((weights[(~mask).expand(weights.shape)] != 0).sum())
    expect.that(not leaks, f"{leaks} forbidden keys have a weight that is not 0, {words}")
    expect.close(weights, want, f"weights {words}")
    expect.close(out, want @ inputs[2], f"out {words}")


def _compare(student: Any, inputs: Inputs, mask: Tensor | None, words: str) -> None:
    for name, got, want in zip(NAMES, _call(student, inputs, mask), attend(*inputs, mask), strict=True):
        expect.close(got, want, f"{name} {words}")


@e8.check("values", points=1)
def values(student: Any) -> None:
    """The output and the weights are right for sizes that all differ, for equal sizes and for sizes of 1."""
    for sizes in SIZES:
        words = ", ".join(f"{name}={size}" for name, size in zip("BNMDV", sizes, strict=True))
        _compare(student, _inputs(*sizes), None, f"for {words}")
    inputs = _inputs(*SIZES[0])
    turned = tuple(one.transpose(1, 2).contiguous().transpose(1, 2) for one in inputs)
    _compare(student, turned, None, "for inputs that are not contiguous")
    single = tuple(one.float() for one in inputs)
    for name, got, want in zip(NAMES, _call(student, single), attend(*inputs), strict=True):
        expect.close(got, want.float(), f"{name} in float32", rtol=1e-5, atol=1e-5)


@e8.check("rows-sum-to-one", points=0.5)
def rows_sum_to_one(student: Any) -> None:
    """The weights of each query over the keys, the last axis, are not negative and sum to 1."""
    for sizes in (*SIZES, (3, 5, 5, 4, 6)):
        weights = _call(student, _inputs(*sizes, scale=2.0))[1].detach()
        expect.that(bool((weights >= 0).all()), "some weight is negative")
        expect.close(weights.sum(-1), torch.ones(sizes[:2], dtype=F64), "the sum of the weights of a query")


@e8.check("scale", points=0.5)
def scale(student: Any) -> None:
    """Scores are divided by the root of the query's size D, whatever N, M and V are."""
    for sizes in ((2, 3, 5, 1, 4), (3, 5, 2, 4, 9), (2, 4, 7, 9, 3), (1, 8, 3, 64, 5)):
        q, k, v = _inputs(*sizes)
        logs = _call(student, (q, k, v))[1].detach().clamp(min=1e-300).log()
        scores = torch.einsum("bnd,bmd->bnm", q, k) / math.sqrt(sizes[3])
        got, want = (one[..., 1:] - one[..., :1] for one in (logs, scores))  # a row's constant drops out
        expect.close(got, want, f"the ratio of two weights (its logarithm) for D={sizes[3]}", rtol=1e-6, atol=1e-6)


@e8.check("mask-per-sample", points=0.5)
def mask_per_sample(student: Any) -> None:
    """With a mask (B, N, M) forbidden keys have weight exactly 0, the allowed ones share the rest."""
    for sizes in ((3, 4, 6, 5, 7), (4, 4, 4, 4, 4), (2, 6, 3, 8, 1), (1, 5, 2, 3, 4)):
        inputs, mask = _inputs(*sizes), _mask(*sizes[:3])
        _masked(student, inputs, mask)
        _masked(student, inputs, torch.ones_like(mask))
    inputs, mask = _inputs(3, 5, 4, 2, 6), _mask(3, 5, 4)
    _, weights = couple(student.scaled_dot_product_attention(*inputs, mask=mask), NAMES, ((3, 5, 6), (3, 5, 4)), F64)
    expect.close(weights, _call(student, inputs, mask)[1].detach(), "weights with mask= as a keyword")


@e8.check("mask-for-all", points=0.5)
def mask_for_all(student: Any) -> None:
    """A mask (N, M) holds for every sample, also where B, N and M are equal."""
    for sizes in ((3, 4, 6, 5, 7), (4, 4, 4, 3, 5), (3, 3, 5, 2, 4), (5, 4, 5, 2, 3), (1, 6, 6, 2, 3), (4, 1, 4, 3, 2)):
        _masked(student, _inputs(*sizes), _mask(*sizes[1:3]))


@e8.check("empty-row", points=0.5)
def empty_row(student: Any) -> None:
    """A row of the mask without any True gives weights 0 and output 0, and the gradients stay finite."""
    for sizes, each in (((3, 4, 6, 5, 7), True), ((4, 5, 3, 2, 6), False), ((2, 3, 1, 4, 5), True)):
        b, n, m, *_ = sizes
        inputs = _inputs(*sizes)
        mask = _mask(b, n, m) if each else _mask(n, m)
        mask[..., 0, :] = False
        for name, one in zip(NAMES, _call(student, inputs, mask), strict=True):
            expect.finite(one, f"{name} with an empty row of the mask")
            expect.that(bool((one[:, 0] == 0).all()), f"{name} of a query with an empty row is not 0")
        _masked(student, inputs, mask)
        leaves = tuple(one.requires_grad_() for one in inputs)
        for name, one in zip(NAMES, _call(student, leaves, mask), strict=True):
            if not one.requires_grad:
                raise CheckFailed(f"{name} carries no graph: no gradient comes through it")
            found = torch.autograd.grad(one, leaves, torch.ones_like(one), allow_unused=True, retain_graph=True)
            for gradient in found:
                if gradient is not None:
                    expect.finite(gradient, f"a gradient through {name} with an empty row of the mask")
    whole = _inputs(2, 3, 4, 5, 6)
    out, weights = _call(student, whole, torch.zeros(3, 4, dtype=torch.bool))
    expect.that(bool((weights.detach() == 0).all()), "a mask without any True gives weights that are not 0")
    expect.close(out, torch.zeros(2, 3, 6, dtype=F64), "out for a mask without any True")


@e8.check("large-logits", points=0.5)
def large_logits(student: Any) -> None:
    """Logits around 100 and around -100 give finite and right weights, with a mask too."""
    for n, m in ((4, 6), (3, 3)):
        high = torch.arange(m) % 2 == 1
        for keys, mask, words in (
            (100 + torch.randn(2, m), None, "around 100"),
            (-100 + torch.randn(2, m), None, "around -100"),
            (-100 + torch.randn(2, m), _mask(2, n, m), "around -100, with a mask"),
            (200 * torch.rand(2, m) - 100, None, "from -100 to 100"),
            (200 * torch.rand(2, m) - 100, _mask(2, n, m), "from -100 to 100, with a mask"),
            (torch.tensor([[100.0], [-100.0]]) + torch.rand(2, m), None, "that differ by 200 between samples"),
            (torch.where(high, 100.0, -100.0) + torch.rand(2, m), (~high).expand(n, m), "far below forbidden ones"),
        ):
            inputs = torch.ones(2, n, 1), keys[..., None], torch.randn(2, m, 3)  # D = 1: keys are logits
            want = attend(*(one.double() for one in inputs), mask)
            for name, got, value in zip(NAMES, _call(student, inputs, mask), want, strict=True):
                expect.finite(got, f"{name} for logits {words}")
                expect.close(got, value.float(), f"{name} for logits {words}", rtol=1e-3, atol=1e-3)


@e8.check("permutation", points=0.25)
def permutation(student: Any) -> None:
    """Keys and values in another order give the same output; queries in another order give it in that order."""
    for sizes in ((3, 5, 7, 4, 6), (4, 4, 4, 4, 4)):
        q, k, v = _inputs(*sizes)
        rows, columns = torch.randperm(sizes[1]), torch.randperm(sizes[2])
        out, weights = (one.detach() for one in _call(student, (q, k, v)))
        again = _call(student, (q, k[:, columns], v[:, columns]))
        expect.close(again[0], out, "out for keys and values in another order")
        expect.close(again[1], weights[..., columns], "weights for keys and values in another order")
        again = _call(student, (q[:, rows], k, v))
        expect.close(again[0], out[:, rows], "out for queries in another order")
        alone = _call(student, tuple(one[1:2] for one in (q, k, v)))
        expect.close(alone[0], out[1:2], "out of a sample alone")


@e8.check("gradients", points=0.5)
def all_gradients(student: Any) -> None:
    """Gradients reach q, k and v through the output and through the weights, with and without a mask."""
    for sizes, masked in (((3, 4, 6, 5, 7), False), ((2, 5, 3, 4, 6), True), ((3, 3, 3, 3, 3), False)):
        inputs, mask = _inputs(*sizes), _mask(*sizes[:3]) if masked else None
        for number, name in enumerate(NAMES):
            words = f"{name} {'with' if masked else 'without'} a mask"
            slopes(lambda *given, i=number, m=mask: _call(student, given, m)[i], inputs, words, needed=name == "out")


@e8.check("device", points=0.25)
def device(student: Any) -> None:
    """Everything that is made on the way lies where the inputs are."""
    with student.cuda():
        for mask in (None, _mask(3, 4, 6), _mask(4, 6)):
            inputs = tuple(one.float() for one in _inputs(3, 4, 6, 5, 7))
            _call(student, inputs, mask)
            expect.on_device(student, "the result")
        out = backward_on_cuda(student, student.scaled_dot_product_attention, list(inputs), "attention", 2)
        expect.tensor(out, "out", shape=(3, 4, 7), dtype=F32)
