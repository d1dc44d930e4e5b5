"""What the checks of generator and discriminator share: labels, samples of a batch, gradients."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from kit.checks import expect

Call = Callable[[Tensor, Tensor], Tensor]


def labels(n: int, classes: int) -> Tensor:
    """Labels (N,) in which every class appears, if there is room."""
    return torch.arange(n)[torch.randperm(n)] % classes


ROUNDING = 2e-5
"""Of the spread over samples: labels that matter change a thousand times as much, a constant normalised away less."""


def label_matters(call: Call, x: Tensor, classes: int, name: str) -> None:
    """Each pair of labels gives different results for each sample, by more than rounding."""
    results = [call(x, torch.full((len(x),), label)).detach().reshape(len(x), -1) for label in range(classes)]
    spread = max(float((one.amax(0) - one.amin(0)).max()) for one in results)
    for (i, one), (j, two) in itertools.combinations(enumerate(results), 2):
        change = (one - two).abs().amax(1)
        differ = bool((change > 0).all()) and float(change.max()) > ROUNDING * spread
        expect.that(differ, f"{name} gives the same for the labels {i} and {j}")


def each_alone(call: Call, x: Tensor, y: Tensor, name: str) -> None:
    """In eval mode a sample has the same result alone, in another order, with other neighbours and again."""
    together = call(x, y).detach()
    order = torch.randperm(len(x))
    batches: list[tuple[Tensor, Tensor, Any, str]] = [
        (x[i : i + 1], y[i : i + 1], slice(i, i + 1), "of a sample alone") for i in range(len(x))
    ]
    batches += [(x[order], y[order], order, "of the batch in another order"), (x, y, slice(None), "of the same again")]
    other = y.clone()
    other[1:] = y[1:].roll(1)
    for some_x, some_y, rows, words in batches:
        expect.close(call(some_x, some_y).detach(), together[rows], f"{name} {words}", atol=2e-4)
    expect.close(call(x, other).detach()[:1], together[:1], f"{name} of a sample beside other labels", atol=2e-4)
