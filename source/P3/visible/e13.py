"""Self-checks of P3-E13."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e13 = Exercise("P3-E13", names=("collect_attention", "cls_attention_grid", "attention_rollout"))


@e13.check("maps")
def maps(student: Any) -> None:
    """The rows of the maps sum to 1, and the model's mode and output are the same before and after."""
    net = student.ViT(image_size=8, patch_size=4, dim=12, depth=2, heads=3)
    images = torch.randn(2, 3, 8, 8)
    for mode in (True, False):
        net.train(mode)
        before = net(images)
        got = student.collect_attention(net, images)
        expect.tensor(got, "collect_attention", shape=(2, 2, 3, 5, 5), grad=False)
        expect.close(got.sum(-1), torch.ones(2, 2, 3, 5), "the sum over the keys")
        expect.that(net.training is mode, f"the model was in {'training' if mode else 'eval'} mode before")
        expect.close(net(images).detach(), before.detach(), "the output after the call")


@e13.check("grid")
def grid(student: Any) -> None:
    """The grid has a row and a column for each patch."""
    got = student.cls_attention_grid(torch.rand(2, 3, 7, 7), 2, 3)
    expect.tensor(got, "cls_attention_grid", shape=(2, 3, 2, 3))


@e13.check("rollout")
def rollout(student: Any) -> None:
    """The rows of a rollout sum to 1, and tokens that look at themselves only keep the identity."""
    got = student.attention_rollout(torch.randn(3, 2, 4, 5, 5).softmax(-1))
    expect.tensor(got, "attention_rollout", shape=(2, 5, 5))
    expect.close(got.sum(-1), torch.ones(2, 5), "the sum of a row")
    identity = torch.eye(5).expand(3, 2, 4, 5, 5)
    expect.close(student.attention_rollout(identity), torch.eye(5).expand(2, 5, 5), "the rollout of identities")
