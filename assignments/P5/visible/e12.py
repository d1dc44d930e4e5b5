"""Self-checks of P5-E12."""

from __future__ import annotations

import math
from typing import Any

import torch

from kit.checks import Exercise, expect

e12 = Exercise(
    "P5-E12",
    names=("compute_clip_logits", "classify_zero_shot", "pick_top_k", "compute_contrastive_loss"),
)

IMAGES = torch.tensor([[3.0, 0.0], [0.5, 0.5]])
TEXTS = torch.tensor([[2.0, 0.0], [0.0, 5.0], [-1.0, 0.0]])
SCALE = torch.tensor(math.log(2.0))


@e12.check("logits")
def logits(student: Any) -> None:
    """Two images and three texts: shape (2, 3); an image in the direction of a text has the factor itself."""
    got = student.compute_clip_logits(IMAGES, TEXTS, SCALE)
    expect.tensor(got, "the logits", shape=(2, 3))
    expect.close(got[0].detach(), torch.tensor([2.0, 0.0, -2.0]), "the logits of the first image")


@e12.check("probabilities")
def probabilities(student: Any) -> None:
    """Each row of the probabilities sums to 1."""
    got = student.classify_zero_shot(IMAGES, TEXTS, SCALE)
    expect.tensor(got, "the probabilities", shape=(2, 3))
    expect.close(got.sum(1).detach(), torch.ones(2), "the sum of each row")


@e12.check("top-k")
def top_k(student: Any) -> None:
    """The two best of four classes, and of three classes all, since there are no five."""
    got = student.pick_top_k(torch.tensor([[0.1, 0.2, 0.4, 0.3]]), 2)
    expect.that(type(got) in (tuple, list) and len(got) == 2, "pick_top_k should return values and indices")
    expect.tensor(got[1], "the indices", shape=(1, 2))
    expect.close(got[0].detach(), torch.tensor([[0.4, 0.3]]), "the values")
    expect.equal(got[1].tolist(), [[2, 3]], "the indices")
    values, indices = student.pick_top_k(torch.tensor([[0.5, 0.2, 0.3]] * 2))
    expect.tensor(values, "the values", shape=(2, 3))
    expect.tensor(indices, "the indices", shape=(2, 3))


@e12.check("loss")
def loss(student: Any) -> None:
    """The loss of four pairs with equal features is log 4."""
    got = student.compute_contrastive_loss(torch.ones(4, 3), 2 * torch.ones(4, 3), SCALE)
    expect.tensor(got, "the loss", shape=())
    expect.close(got.detach(), torch.tensor(math.log(4.0)), "the loss of four equal pairs")
