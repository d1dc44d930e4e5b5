"""Self-checks of P5-E15."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import image_text

e15 = Exercise("P5-E15", names=("encode_views", "compute_pointclip_logits"))


@e15.check("shapes")
def shapes(student: Any) -> None:
    """Three clouds, five features: view features (3, 6, 5); with four texts logits (3, 4)."""
    encoder = image_text.linear_encoder(torch.randn(5, 3 * 4 * 4))
    features = student.encode_views(encoder, 2 * torch.rand(3, 9, 3) - 1, 4)
    expect.tensor(features, "the view features", shape=(3, 6, 5))
    got = student.compute_pointclip_logits(features.detach(), torch.randn(4, 5), torch.tensor(0.5), torch.rand(6))
    expect.tensor(got, "the logits", shape=(3, 4))


@e15.check("example")
def example(student: Any) -> None:
    """Cosines .6 and -.2 of two views with weights 2 and 1 give 1."""
    views = torch.tensor([[[0.6, 0.8], [-0.2, 0.96**0.5]]])
    arguments = views, torch.tensor([[1.0, 0.0]]), torch.tensor(0.0), torch.tensor([2.0, 1.0])
    got = student.compute_pointclip_logits(*arguments)
    expect.tensor(got, "the logits", shape=(1, 1))
    expect.close(got.detach(), torch.ones(1, 1), "the logit")


@e15.check("one-view")
def one_view(student: Any) -> None:
    """With one weight of 1 and others 0 the other views do not matter."""
    views, texts, scale = torch.randn(2, 3, 4), torch.randn(5, 4), torch.tensor(0.5)
    weights = torch.tensor([0.0, 1.0, 0.0])
    others = torch.randn(2, 3, 4)
    others[:, 1] = views[:, 1]
    got, want = (student.compute_pointclip_logits(one, texts, scale, weights) for one in (views, others))
    expect.tensor(got, "the logits", shape=(2, 5))
    expect.close(got.detach(), want.detach(), "the logits of the middle view")
