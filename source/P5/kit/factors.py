"""Which axis of a latent space follows which known factor of the images."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor

RIDGE = 1e-3  # of the mean of the squares' sums
STILL = 1e-9  # a quantity that varies less, in units of its size, is constant: the rest is rounding


class Axis(NamedTuple):
    """An axis of latent space, the factor that it follows most, and Pearson's correlation with it."""

    axis: int
    factor: str
    correlation: float


def axis_correlations(latents: Tensor, factors: Mapping[str, Tensor]) -> Tensor:
    """Return Pearson's correlation of each axis with each factor, float64 (L, A); 0 where one is constant.

    Parameters
    ----------
    latents
        (N, L), for example the means of the codes of N images.
    factors
        (N,) a name, in the order of the columns.
    """
    return _directions(latents).T @ _directions(torch.stack(list(factors.values()), 1))


def strongest_axes(latents: Tensor, factors: Mapping[str, Tensor], count: int = 5) -> list[Axis]:
    """Return the pairs with the largest absolute correlation, the largest first; no axis and no factor twice."""
    table, names = axis_correlations(latents, factors), list(factors)
    found: list[Axis] = []
    for place in table.abs().flatten().argsort(descending=True).tolist():
        axis, column = divmod(place, len(names))
        if all(axis != one.axis and names[column] != one.factor for one in found):
            found.append(Axis(axis, names[column], float(table[axis, column])))
        if len(found) == count:
            break
    return found


def linear_r2(
    latents: Tensor, factors: Mapping[str, Tensor], test_latents: Tensor, test_factors: Mapping[str, Tensor]
) -> dict[str, float]:
    """Return, for each factor, the R2 on the second set of a linear (ridge) fit on the first.

    1 is a perfect reading, 0 no better than the mean; below 0 worse. Nan for a factor constant in the second set.
    """
    design, test = _with_one(latents), _with_one(test_latents)
    gram = design.T @ design
    gram.diagonal()[:-1] += RIDGE * gram.diagonal()[:-1].mean()
    scores = {}
    for name, values in factors.items():
        weights = torch.linalg.solve(gram, design.T @ values.double())
        actual = test_factors[name].double()
        left, spread = (actual - test @ weights).square().sum(), (actual - actual.mean()).square().sum()
        varies = spread.sqrt() > STILL * actual.norm()
        scores[name] = float(1 - left / spread) if varies else float("nan")
    return scores


def _directions(values: Tensor) -> Tensor:
    """Columns (N, K) without their mean, in float64, scaled to length 1; 0 where a column is constant."""
    values = values.detach().cpu().double()
    centred = values - values.mean(0)
    lengths = centred.norm(dim=0)
    varies = lengths > STILL * values.norm(dim=0)
    return torch.where(varies, centred / torch.where(varies, lengths, 1.0), 0.0)


def _with_one(latents: Tensor) -> Tensor:
    """Latents in float64 with a column of ones behind."""
    values = latents.detach().cpu().double()
    return torch.cat([values, values.new_ones(len(values), 1)], 1)
