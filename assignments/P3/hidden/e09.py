"""P3-E9: multi-head self-attention."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden.vit_tools import (
    BANNED,
    F32,
    F64,
    backward_on_cuda,
    count,
    couple,
    every_parameter_learns,
    loaded,
    module,
    slopes,
    with_given,
)
from assignments.P3.reference.attention import attention_weights, randn, self_attention
from kit.checks import Exercise, expect

e9 = Exercise("P3-E9", names=("MultiHeadSelfAttention",), forbidden=BANNED)

given = with_given("scaled_dot_product_attention")

# B, N, D, h
SIZES = ((2, 5, 12, 3), (3, 4, 6, 1), (4, 4, 8, 4), (2, 3, 6, 3), (3, 6, 5, 5), (1, 1, 4, 2))


def _net(student: Any, dim: int, heads: int, weights: dict[str, Tensor] | None = None) -> tuple[Any, dict[str, Tensor]]:
    """The student's module in float64, with these or random weights."""
    weights = attention_weights(dim) if weights is None else weights
    return loaded(student, student.MultiHeadSelfAttention(dim, heads), weights, "MultiHeadSelfAttention"), weights


def _output(net: Any, x: Tensor) -> Tensor:
    got = net(x)
    expect.tensor(got, "the output", shape=tuple(x.shape), dtype=x.dtype)
    value: Tensor = got
    return value


def _graph(net: Any, x: Tensor, heads: int) -> tuple[Tensor, Tensor]:
    """Output and weights."""
    shapes = tuple(x.shape), (len(x), heads, x.shape[1], x.shape[1])
    out, weights = couple(net(x, return_weights=True), ("out", "weights"), shapes, x.dtype)
    return out, weights


def _both(net: Any, x: Tensor, heads: int) -> tuple[Tensor, Tensor]:
    """Output and weights, without graph."""
    out, weights = _graph(net, x, heads)
    return out.detach(), weights.detach()


@e9.check("values", points=1.5)
@given
def values(student: Any) -> None:
    """The output is right for loaded weights: several heads, one head, and N, B, h equal."""
    for b, n, dim, heads in SIZES:
        net, weights = _net(student, dim, heads)
        x = randn(b, n, dim)
        got = _output(net, x)
        expect.untouched(student, "MultiHeadSelfAttention")
        words = f"for B={b}, N={n}, D={dim}, h={heads}"
        expect.close(got, self_attention(weights, heads, x)[0].detach(), f"the output {words}")
        for other in (randn(b, n, dim), randn(b + 1, n + 2, dim)):
            want = self_attention(weights, heads, other)[0].detach()
            sizes = f"B={len(other)}, N={other.shape[1]}"
            expect.close(_output(net, other), want, f"a further output of the same module, now for {sizes},")
        turned = x.transpose(1, 2).contiguous().transpose(1, 2)
        expect.close(_output(net, turned), got.detach(), f"the output of an input that is not contiguous {words}")


@e9.check("weights", points=1)
@given
def weights_used(student: Any) -> None:
    """The weights (B, h, N, N) sum to 1 over the keys and are those with which each head averages its values."""
    for b, n, dim, heads in SIZES:
        net, weights = _net(student, dim, heads)
        x = randn(b, n, dim)
        out, seen = _both(net, x, heads)
        expect.close(seen.sum(-1), torch.ones(b, heads, n, dtype=F64), "the sum of the weights of a query")
        projected = (x @ weights["v_proj.weight"].T + weights["v_proj.bias"]).unflatten(2, (heads, -1))
        joined = torch.einsum("bhnm,bmhd->bnhd", seen, projected).flatten(2)
        want = joined @ weights["out_proj.weight"].T + weights["out_proj.bias"]
        words = f"for N={n}, D={dim}, h={heads}"
        expect.close(out, want, f"the output, computed from the returned weights {words},")
        expect.close(_output(net, x), out, f"the output without return_weights {words}")
    positional = couple(net(x, True), ("out", "weights"), ((b, n, dim), (b, heads, n, n)), F64)
    expect.close(positional[1].detach(), seen, "weights with return_weights by position")
    expect.tensor(net(x, return_weights=False), "the output with return_weights=False", shape=(b, n, dim))


@e9.check("gradients", points=0.75)
@given
def all_gradients(student: Any) -> None:
    """Gradients reach x through output and weights, and every parameter."""
    for b, n, dim, heads in ((2, 5, 12, 3), (3, 3, 9, 3), (2, 4, 6, 1)):
        net, _ = _net(student, dim, heads)
        x = randn(b, n, dim)
        slopes(lambda one, net=net: _output(net, one), [x], "the output")
        slopes(lambda one, net=net, h=heads: _graph(net, one, h)[1], [x], "the weights")
        every_parameter_learns(student, net, _output(net, x))


@e9.check("permutation", points=0.5)
@given
def permutation(student: Any) -> None:
    """Tokens in another order give the same outputs in that order."""
    for b, n, dim, heads in ((2, 7, 12, 3), (3, 4, 8, 4), (4, 5, 6, 1)):
        net, _ = _net(student, dim, heads)
        x, order = randn(b, n, dim), torch.randperm(n)
        while bool((order == torch.arange(n)).all()):
            order = torch.randperm(n)
        out, seen = _both(net, x, heads)
        again, moved = _both(net, x[:, order], heads)
        expect.close(again, out[:, order], "the output for tokens in another order")
        expect.close(moved, seen[:, :, order][..., order], "the weights for tokens in another order")


@e9.check("samples-apart", points=0.5)
@given
def samples_apart(student: Any) -> None:
    """A sample has the same output alone, in a batch, and in another order of the batch."""
    for b, n, dim, heads in ((4, 5, 6, 2), (3, 3, 6, 3), (2, 4, 4, 4)):
        net, _ = _net(student, dim, heads)
        x = randn(b, n, dim)
        whole = _output(net, x).detach()
        for one, alone in zip(whole.split(1), x.split(1), strict=True):
            expect.close(_output(net, alone), one, "the output of a sample alone")
        expect.close(_output(net, x.flip(0)), whole.flip(0), "the output for samples in another order")


@e9.check("head-slices", points=0.5)
@given
def head_slices(student: Any) -> None:
    """A head whose value rows are 0 contributes 0 in its own slice, and changes no other."""
    for b, n, dim, heads in ((2, 5, 12, 3), (3, 4, 8, 4), (2, 3, 6, 2)):
        weights = attention_weights(dim)
        weights["out_proj.weight"], weights["out_proj.bias"] = torch.eye(dim, dtype=F64), torch.zeros(dim, dtype=F64)
        x, size = randn(b, n, dim), dim // heads
        before = _output(_net(student, dim, heads, weights)[0], x).detach()
        for head in range(heads):
            own = slice(head * size, (head + 1) * size)
            changed = {name: value.clone() for name, value in weights.items()}
            changed["v_proj.weight"][own], changed["v_proj.bias"][own] = 0.0, 0.0
            after = _output(_net(student, dim, heads, changed)[0], x).detach()
            want = before.clone()
            want[..., own] = 0.0
            name = f"what reaches the output projection when head {head} of {heads} has values 0"
            expect.close(after, want, name)


@e9.check("scale", points=0.5)
@given
def scale(student: Any) -> None:
    """Scores are divided by the root of the head's size, not of the width."""
    for b, n, dim, heads in ((2, 5, 12, 3), (3, 4, 16, 4), (2, 3, 9, 1), (2, 6, 5, 5)):
        net, weights = _net(student, dim, heads, attention_weights(dim, scale=0.7))
        x = randn(b, n, dim)
        seen = _both(net, x, heads)[1].clamp(min=1e-300).log()
        q, k = (
            (x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]).unflatten(2, (heads, -1))
            for name in ("q_proj", "k_proj")
        )
        scores = torch.einsum("bnhd,bmhd->bhnm", q, k) / math.sqrt(dim // heads)
        got, want = (one[..., 1:] - one[..., :1] for one in (seen, scores))  # a row's constant drops out
        expect.close(got, want, f"the ratio of two weights (its logarithm) for D={dim}, h={heads}", 1e-6, 1e-6)


@e9.check("parameter-count", points=0.25)
def parameter_count(student: Any) -> None:
    """There are 4 D^2 + 4 D parameters, for any number of heads."""
    for dim, heads in ((12, 1), (12, 3), (12, 12), (10, 5), (1, 1)):
        found = count(module(student.MultiHeadSelfAttention(dim, heads), "MultiHeadSelfAttention"))
        expect.that(found == 4 * dim * dim + 4 * dim, f"{found} parameters for D={dim}, h={heads}")


@e9.check("dim-refused", points=0.25)
def dim_refused(student: Any) -> None:
    """A dim that is no multiple of heads raises ValueError."""
    for dim, heads in ((10, 3), (7, 2), (4, 8)):
        expect.raises(ValueError, student.MultiHeadSelfAttention, dim, heads)
    module(student.MultiHeadSelfAttention(dim=6, heads=6), "MultiHeadSelfAttention(6, 6)")


@e9.check("device", points=0.25)
@given
def device(student: Any) -> None:
    """The module runs where its parameters and x are, forward and backward."""
    with student.cuda():
        net = module(student.MultiHeadSelfAttention(12, 3), "MultiHeadSelfAttention")
        net.to("cuda")
        _both(net, torch.randn(2, 5, 12), 3)
        expect.on_device(student, "the result")
        out = backward_on_cuda(student, net, [torch.randn(2, 5, 12)], "MultiHeadSelfAttention")
        expect.tensor(out, "the output", shape=(2, 5, 12), dtype=F32)
