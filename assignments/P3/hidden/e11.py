"""P3-E11: the transformer block."""

from __future__ import annotations

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
from assignments.P3.reference.attention import block, block_weights, randn
from kit.checks import Exercise, expect

e11 = Exercise("P3-E11", names=("TransformerBlock",), forbidden=BANNED)

given = with_given("scaled_dot_product_attention", "MultiHeadSelfAttention")

# B, N, D, h, ratio
SIZES = ((2, 5, 12, 3, 4), (3, 4, 8, 2, 2), (4, 4, 4, 4, 1), (1, 1, 6, 1, 3))


def _net(student: Any, dim: int, heads: int, ratio: int, weights: dict[str, Tensor], **options: Any) -> Any:
    """The student's block in float64 with these weights; a ratio of 4 is left to the default."""
    sizes = (dim, heads) if ratio == 4 else (dim, heads, ratio)
    return loaded(student, student.TransformerBlock(*sizes, **options), weights, "TransformerBlock")


def _output(net: Any, x: Tensor) -> Tensor:
    got = net(x)
    expect.tensor(got, "the output", shape=tuple(x.shape), dtype=x.dtype)
    value: Tensor = got
    return value


@e11.check("values", points=1)
@given
def values(student: Any) -> None:
    """The output is right for loaded weights, in training and in eval mode, for several sizes and ratios."""
    for b, n, dim, heads, ratio in SIZES:
        weights = block_weights(dim, ratio * dim)
        net = _net(student, dim, heads, ratio, weights)
        for mode in (True, False):
            net.train(mode)
            x = randn(b, n, dim, scale=1.5)
            got = _output(net, x)
            expect.untouched(student, "TransformerBlock")
            words = f"for B={b}, N={n}, D={dim}, h={heads}, ratio {ratio}"
            expect.close(got.detach(), block(weights, heads, x)[0].detach(), f"the output {words}")
    small = 1e-3 * randn(2, 5, 12)  # features of a small variance show the norms' eps
    weights = block_weights(12, 48)
    net = _net(student, 12, 3, 4, weights)
    want = block(weights, 3, small)[0].detach()
    expect.close(_output(net, small).detach(), want, "the output for features of a small variance")


@e11.check("attention-returned", points=0.5)
@given
def attention_returned(student: Any) -> None:
    """With return_weights the attention of this block comes along, and the output is the same."""
    for b, n, dim, heads, ratio in SIZES:
        weights = block_weights(dim, ratio * dim)
        net, x = _net(student, dim, heads, ratio, weights), randn(b, n, dim)
        shapes = (b, n, dim), (b, heads, n, n)
        out, seen = couple(net(x, return_weights=True), ("x", "weights"), shapes, F64)
        expect.close(seen.detach(), block(weights, heads, x)[1].detach(), f"weights for N={n}, D={dim}, h={heads}")
        expect.close(out.detach(), _output(net, x).detach(), "x with return_weights, against x without,")
    couple(net(x, True), ("x", "weights"), shapes, F64)
    expect.tensor(net(x, return_weights=False), "the output with return_weights=False", shape=(b, n, dim))


@e11.check("gradients", points=0.5)
@given
def all_gradients(student: Any) -> None:
    """Gradients reach x and every parameter."""
    for b, n, dim, heads, ratio in SIZES[:2]:
        net, x = _net(student, dim, heads, ratio, block_weights(dim, ratio * dim)), randn(b, n, dim)
        slopes(lambda one, net=net: _output(net, one), [x], "the block")
        every_parameter_learns(student, net, _output(net, x))


@e11.check("identity", points=0.5)
@given
def identity(student: Any) -> None:
    """With zeros in `attn.out_proj` and `fc2` the block is the identity; with zeros in one, the other remains."""
    for b, n, dim, heads, ratio in SIZES[:3]:
        weights = block_weights(dim, ratio * dim)
        silent = {name: [f"{name}.weight", f"{name}.bias"] for name in ("attn.out_proj", "fc2")}
        x = randn(b, n, dim)
        for branches in (("attn.out_proj", "fc2"), ("attn.out_proj",), ("fc2",)):
            zeros = [name for branch in branches for name in silent[branch]]
            cut = weights | {name: torch.zeros_like(weights[name]) for name in zeros}
            out = _output(_net(student, dim, heads, ratio, cut, dropout=0.3).eval(), x).detach()
            if len(branches) == 2:
                expect.close(out, x, "the output with zeros in attn.out_proj and fc2", 1e-12, 1e-12)
            else:
                gap = float((out - x).abs().max())
                expect.that(gap > 1e-3, f"with zeros in {branches[0]} alone the block is the identity")
        alone = weights | {name: torch.zeros_like(weights[name]) for name in silent["attn.out_proj"]}
        net = _net(student, dim, heads, ratio, alone)
        order = torch.randperm(n)
        moved = _output(net, x[:, order]).detach()
        expect.close(moved, _output(net, x).detach()[:, order], "the MLP's branch for tokens in another order")
        if n > 1:
            other = x.clone()
            other[:, 0] += 1
            kept = _output(net, other).detach()[:, 1:]
            expect.close(kept, _output(net, x).detach()[:, 1:], "the MLP's branch of the tokens that did not change")


@e11.check("parameter-count", points=0.5)
@given
def parameter_count(student: Any) -> None:
    """There are (4 + 2r) D^2 + (9 + r) D parameters, by default with r = 4, whatever heads and dropout."""
    for dim, heads, ratio, options in (
        (12, 3, 4, {}),
        (12, 1, 4, {"dropout": 0.2}),
        (8, 2, 2, {"mlp_ratio": 2}),
        (6, 6, 1, {"mlp_ratio": 1, "dropout": 0.5}),
    ):
        found = count(module(student.TransformerBlock(dim, heads, **options), "TransformerBlock"))
        right = found == (4 + 2 * ratio) * dim**2 + (9 + ratio) * dim
        expect.that(right, f"{found} parameters for D={dim}, h={heads}, ratio {ratio}")


@e11.check("dropout", points=0.5)
@given
def dropout(student: Any) -> None:
    """In training mode each element of each branch is dropped on its own, the others scaled; in eval mode none is."""
    b, n, dim, heads, rate = 8, 9, 12, 3, 0.4
    weights = block_weights(dim, 2 * dim)
    x = randn(b, n, dim)
    for silent, name in (("attn.out_proj", "the MLP's branch"), ("fc2", "the attention's branch")):
        cut = weights | {
            f"{silent}.{kind}": torch.zeros_like(weights[f"{silent}.{kind}"]) for kind in ("weight", "bias")
        }
        net = _net(student, dim, heads, 2, cut, dropout=rate)
        net.eval()
        whole = (_output(net, x).detach() - x) / (1 - rate)
        without = _net(student, dim, heads, 2, cut)
        expect.close(_output(net, x).detach(), _output(without, x).detach(), f"{name} in eval mode, against dropout=0,")
        net.train()
        masks = []
        for _ in range(2):
            branch = _output(net, x).detach() - x
            gone = branch.abs() < 1e-9
            expect.close(branch[~gone], whole[~gone], f"what is not dropped of {name}")
            _like_coin_flips(gone, rate, name)
            masks.append(gone)
        expect.that(not torch.equal(*masks), f"two calls drop the same elements of {name}")
    flat = {name: torch.zeros_like(value) for name, value in weights.items()}
    flat["attn.out_proj.bias"], flat["fc2.bias"] = torch.ones(dim, dtype=F64), torch.full((dim,), 10.0, dtype=F64)
    net = _net(student, dim, heads, 2, flat, dropout=rate)
    net.train()
    sums = (_output(net, x).detach() - x) * (1 - rate)
    both = (sums.abs() < 1e-6).double().mean()
    expect.that(abs(float(both) - rate**2) < 0.06, "the two branches are not dropped independently of each other")


def _like_coin_flips(gone: Tensor, rate: float, name: str) -> None:
    """About the right share is dropped, in no pattern along samples, tokens or features."""
    share = gone.double()
    expect.that(abs(float(share.mean()) - rate) < 0.09, f"{float(share.mean()):.0%} of {name} are dropped")
    for axis in range(3):
        line = share.mean(axis)
        mixed = float(((line > 0) & (line < 1)).double().mean())
        expect.that(mixed > 0.8, f"whole lines of {name} are dropped together")


@e11.check("device", points=0.5)
@given
def device(student: Any) -> None:
    """The block runs where its parameters and x are, forward and backward."""
    with student.cuda():
        for options in ({}, {"mlp_ratio": 2, "dropout": 0.3}):
            net = module(student.TransformerBlock(12, 3, **options), "TransformerBlock")
            net.to("cuda")
            couple(net(torch.randn(2, 5, 12), return_weights=True), ("x", "weights"), ((2, 5, 12), (2, 3, 5, 5)), F32)
            expect.on_device(student, "the result")
            backward_on_cuda(student, net, [torch.randn(2, 5, 12)], "TransformerBlock")
