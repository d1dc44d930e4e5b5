"""Self-checks of P3-E9."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e9 = Exercise("P3-E9", names=("MultiHeadSelfAttention",))


def _load(net: Any, weights: dict[str, Tensor]) -> None:
    """Give weights: by the module's own `load_weights`, if it has one."""
    (net.load_weights if hasattr(net, "load_weights") else net.load_state_dict)(weights)


@e9.check("shapes")
def shapes(student: Any) -> None:
    """Output and weights have the shapes of the contract; each row of the weights sums to 1."""
    net = student.MultiHeadSelfAttention(12, 3)
    x = torch.randn(2, 5, 12)
    expect.tensor(net(x), "the output", shape=(2, 5, 12))
    got = net(x, return_weights=True)
    expect.instance(got, tuple, "the result with return_weights=True")
    expect.that(len(got) == 2, "with return_weights=True there should be two results")
    expect.tensor(got[0], "the output", shape=(2, 5, 12))
    expect.tensor(got[1], "the weights", shape=(2, 3, 5, 5))
    expect.close(got[1].detach().sum(-1), torch.ones(2, 3, 5), "the sum over the keys")


@e9.check("one-head")
def one_head(student: Any) -> None:
    """One head with projections that change nothing is your attention of E8."""
    net = student.MultiHeadSelfAttention(4, 1)
    weights = {}
    for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
        weights |= {f"{name}.weight": torch.eye(4), f"{name}.bias": torch.zeros(4)}
    _load(net, weights)
    x = torch.randn(2, 5, 4)
    got = net(x)
    expect.tensor(got, "the output", shape=(2, 5, 4))
    expect.close(got.detach(), student.scaled_dot_product_attention(x, x, x)[0].detach(), "the output of one head")


@e9.check("parameter-count")
def parameter_count(student: Any) -> None:
    """There are 4 D^2 + 4 D parameters, and a dim that does not fit is refused."""
    for heads in (1, 4):
        found = sum(one.numel() for one in dict(student.MultiHeadSelfAttention(8, heads).named_parameters()).values())
        expect.integer(found, 288, f"the number of parameters for D=8, h={heads}")
    expect.raises(ValueError, student.MultiHeadSelfAttention, 8, 3)
