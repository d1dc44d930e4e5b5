"""Self-checks of P3-E8."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e8 = Exercise("P3-E8", names=("scaled_dot_product_attention",))


def _weights(student: Any, q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> Tensor:
    """The weights, after a look at both shapes."""
    got = student.scaled_dot_product_attention(q, k, v, *(() if mask is None else (mask,)))
    expect.instance(got, tuple, "(out, weights)")
    expect.that(len(got) == 2, "attention should return two tensors, out and weights")
    expect.tensor(got[0], "out", shape=(*q.shape[:2], v.shape[2]))
    expect.tensor(got[1], "weights", shape=(*q.shape[:2], k.shape[1]))
    weights: Tensor = got[1].detach()
    return weights


@e8.check("rows-sum-to-one")
def rows_sum_to_one(student: Any) -> None:
    """The weights of each query sum to 1."""
    weights = _weights(student, torch.randn(2, 3, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 6))
    expect.close(weights.sum(-1), torch.ones(2, 3), "the sum over the keys")


@e8.check("uniform")
def uniform(student: Any) -> None:
    """Queries that are 0 attend to all M keys alike: 1/M."""
    weights = _weights(student, torch.zeros(2, 3, 4), torch.randn(2, 5, 4), torch.randn(2, 5, 6))
    expect.close(weights, torch.full((2, 3, 5), 0.2), "weights for q = 0")


@e8.check("example")
def example(student: Any) -> None:
    """The example of the text: weights 1/4, 1/4, 1/2, and with the mask 1/3, 0, 2/3."""
    q = torch.tensor([[[1.0, 0.0, 0.0, 0.0]]])
    k = torch.zeros(1, 3, 4)
    k[0, 2, 0] = 2 * torch.tensor(2.0).log()
    weights = _weights(student, q, k, torch.randn(1, 3, 2))
    expect.close(weights, torch.tensor([[[0.25, 0.25, 0.5]]]), "weights")
    weights = _weights(student, q, k, torch.randn(1, 3, 2), torch.tensor([[True, False, True]]))
    expect.close(weights, torch.tensor([[[1 / 3, 0.0, 2 / 3]]]), "weights with the mask")


@e8.check("causal-mask")
def causal_mask(student: Any) -> None:
    """With a lower triangular mask the first query attends to the first key only."""
    mask = torch.ones(4, 4, dtype=torch.bool).tril()
    weights = _weights(student, torch.randn(2, 4, 3), torch.randn(2, 4, 3), torch.randn(2, 4, 5), mask)
    expect.close(weights[:, 0], torch.tensor([[1.0, 0.0, 0.0, 0.0]]).expand(2, -1), "the first row of the weights")
