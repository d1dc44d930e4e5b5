"""Calls of the student's sampling function under a seed of torch alone, and without gradients."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from kit.student import probe

Sampler = Callable[[Tensor, Tensor], Tensor]


@probe
def after_seeds(function: Sampler, mu: Tensor, logvar: Tensor, seeds: list[int]) -> list[Tensor]:
    """Return one sample after each of these seeds of torch's global generator; other generators go on."""
    samples = []
    for seed in seeds:
        torch.manual_seed(seed)
        samples.append(function(mu, logvar).clone())
    return samples


@probe
def in_a_row(function: Sampler, mu: Tensor, logvar: Tensor, count: int) -> list[Tensor]:
    """Return samples of `count` calls one after the other."""
    return [function(mu, logvar).clone() for _ in range(count)]


@probe
def numbers_after(function: Sampler, mu: Tensor, logvar: Tensor, seed: int) -> Tensor:
    """Seed, call once, and return the next numbers of torch's global generator."""
    torch.manual_seed(seed)
    function(mu, logvar)
    return torch.rand(5)


@probe
def without_gradients(function: Sampler, mu: Tensor, logvar: Tensor) -> Tensor:
    """Return a sample drawn while gradients are off."""
    with torch.no_grad():
        return function(mu, logvar)
