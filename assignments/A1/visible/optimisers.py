"""A1-E7: self-checks."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect

e7 = Exercise("A1-E7", names=("sgd_momentum", "nesterov", "rmsprop", "adam"))


def weights(returned: Any, w: Tensor) -> Tensor:
    """Demand (w_new, cfg) and return w_new."""
    expect.that(type(returned) in (tuple, list) and len(returned) == 2, "should return the pair (w_new, cfg)")
    new: Tensor = returned[0]
    expect.tensor(new, "w_new", shape=tuple(w.shape), dtype=w.dtype)
    return new


@e7.check("momentum")
def _momentum(student: Any) -> None:
    """The first step of `sgd_momentum` and of `nesterov` on a hand case."""
    w = torch.tensor([1.0, -2.0, 3.0], dtype=torch.float64)
    g = torch.tensor([10.0, 0.0, -2.0], dtype=torch.float64)
    cfg = {"lr": 0.1, "momentum": 0.5}
    got = weights(student.sgd_momentum(w, g, dict(cfg)), w)
    expect.close(got, torch.tensor([0.0, -2.0, 3.2], dtype=torch.float64), "w_new of sgd_momentum")
    got = weights(student.nesterov(w, g, dict(cfg)), w)
    expect.close(got, torch.tensor([-0.5, -2.0, 3.3], dtype=torch.float64), "w_new of nesterov")


@e7.check("rmsprop")
def _rmsprop(student: Any) -> None:
    """The first step of `rmsprop` is lr/sqrt(1 - alpha) in every coordinate."""
    w, g = torch.zeros(3, dtype=torch.float64), torch.tensor([4.0, -0.5, 90.0], dtype=torch.float64)
    got = weights(student.rmsprop(w, g, {"lr": 0.1, "alpha": 0.75}), w)
    expect.close(got, -0.2 * g.sign(), "w_new of rmsprop", rtol=1e-5)


@e7.check("adam")
def _adam(student: Any) -> None:
    """The first step of `adam` is about lr in every coordinate."""
    w, g = torch.zeros(3, dtype=torch.float64), torch.tensor([4.0, -0.5, 90.0], dtype=torch.float64)
    got = weights(student.adam(w, g, {"lr": 0.1}), w)
    expect.close(got, -0.1 * g.sign(), "w_new of adam", rtol=1e-5)
