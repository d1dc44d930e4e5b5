"""Self-checks of P3-E11."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e11 = Exercise("P3-E11", names=("TransformerBlock",))


@e11.check("shapes")
def shapes(student: Any) -> None:
    """The block keeps the shape of x, and returns its attention when asked."""
    net = student.TransformerBlock(12, 3)
    x = torch.randn(2, 5, 12)
    expect.tensor(net(x), "the output", shape=(2, 5, 12))
    got = net(x, return_weights=True)
    expect.instance(got, tuple, "the result with return_weights=True")
    expect.that(len(got) == 2, "with return_weights=True there should be two results")
    expect.tensor(got[0], "x", shape=(2, 5, 12))
    expect.tensor(got[1], "weights", shape=(2, 3, 5, 5))


@e11.check("identity")
def identity(student: Any) -> None:
    """With zeros in `attn.out_proj` and `fc2` the block changes nothing."""
    net = student.TransformerBlock(8, 2)
    if hasattr(net, "load_weights"):
        names = [f"attn.{name}_proj" for name in ("q", "k", "v", "out")]
        sizes = {"norm1": (8,), "norm2": (8,), **dict.fromkeys(names, (8, 8)), "fc1": (32, 8), "fc2": (8, 32)}
        weights = {f"{name}.weight": torch.randn(size) for name, size in sizes.items()}
        weights |= {f"{name}.bias": torch.randn(size[0]) for name, size in sizes.items()}
    else:
        weights = dict(net.state_dict())
    for name in ("attn.out_proj", "fc2"):
        for kind in ("weight", "bias"):
            key = f"{name}.{kind}"
            expect.that(key in weights, f"the block has no parameter called {key}")
            weights[key] = torch.zeros_like(weights[key])
    (net.load_weights if hasattr(net, "load_weights") else net.load_state_dict)(weights)
    x = torch.randn(3, 4, 8)
    got = net(x)
    expect.tensor(got, "the output", shape=(3, 4, 8))
    expect.close(got.detach(), x, "the output with zeros in attn.out_proj and fc2")


@e11.check("parameter-count")
def parameter_count(student: Any) -> None:
    """With a ratio of 4 there are 12 D^2 + 13 D parameters."""
    found = sum(one.numel() for one in dict(student.TransformerBlock(8, 2).named_parameters()).values())
    expect.integer(found, 12 * 64 + 13 * 8, "the number of parameters for D=8")
