"""Self-checks of A2-E6."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e6 = Exercise(
    "A2-E6",
    names=("class_weights", "weighted_cross_entropy"),
    forbidden=("cross_entropy", "nll_loss", "cross_entropy_loss", "nll_loss2d", "nll_loss_nd"),
)


@e6.check("rare-class")
def rare_class(student: Any) -> None:
    """Of 900 and 100 pixels the rarer class gets the larger weight; uniform weights are equal."""
    got = student.class_weights(torch.tensor([900, 100]))
    expect.tensor(got, "the weights", shape=(2,), dtype=torch.float32)
    expect.that(bool(got[1] > got[0]), "the rarer class should have the larger weight")
    got = student.class_weights(torch.tensor([900, 100]), "uniform")
    expect.tensor(got, "the uniform weights", shape=(2,), dtype=torch.float32)
    expect.that(bool(got[1] == got[0]), "uniform weights should be equal")


@e6.check("scalar-with-gradient")
def scalar_with_gradient(student: Any) -> None:
    """The loss is a single number with a gradient in every logit of a valid pixel."""
    logits = torch.randn(3, 2, 4, 5, requires_grad=True)
    loss = student.weighted_cross_entropy(logits, torch.randint(2, (3, 4, 5)), torch.tensor([1.0, 2.0]))
    expect.tensor(loss, "the loss", shape=(), grad=True)
    loss.backward()
    expect.that(logits.grad is not None, "the loss gives no gradient to the logits")
    expect.finite(logits.grad, "the gradient")
    expect.that(bool((logits.grad != 0).all()), "some logits of valid pixels have no gradient")
