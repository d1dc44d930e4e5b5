"""What the checks of E16 share: a PointCLIP with an encoder of known weights, and what it should say."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from assignments.P5.probes import given_clip, given_depth, given_views, nets, pointclip_nets
from assignments.P5.reference import clip, depth
from kit.checks import expect

F32, F64 = torch.float32, torch.float64


def with_earlier(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check with right functions of E12 and E14."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        earlier = {"compute_clip_logits": given_clip.clip_logits()}
        earlier |= {"project_depth": given_depth.depth(), "stack_views": given_depth.stack()}
        with student.bind(**earlier):
            check(student)

    return bound


def with_given(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check with right functions of E12, E14 and E15."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        views, logits = given_views.encode(), given_views.pointclip_logits()
        with student.bind(encode_views=views, compute_pointclip_logits=logits):
            with_earlier(check)(student)

    return bound


@dataclass
class Case:
    """The student's model, its adapter, and the constants that it was made from."""

    model: Any
    adapter: Any
    encoder: Any
    weight: Tensor
    texts: Tensor
    scale: Tensor
    view_weights: Tensor
    size: int
    classes: int

    def points(self, b: int, n: int = 11, dtype: torch.dtype = F32) -> Tensor:
        """(b, n, 3) away from the edges of pixels."""
        pixel = torch.randint(self.size, (b, n, 3)) + 0.1 + 0.8 * torch.rand(b, n, 3, dtype=F64)
        return (2 * pixel / self.size - 1).to(dtype)

    def features(self, points: Tensor) -> Tensor:
        """(B, 6, D), the encoder in eval mode with its first weights."""
        net = pointclip_nets.encoder(self.weight, normed=True).local().eval().to(points.dtype)
        with torch.no_grad():
            pictures = depth.stack(depth.project(points, self.size))
            return net(pictures).unflatten(0, (len(points), 6))

    def logits(self, features: Tensor) -> Tensor:
        """(B, C) from view features."""
        constants = (one.to(features.dtype) for one in (self.texts, self.scale, self.view_weights))
        return clip.pointclip_logits(features, *constants)

    def adapted(self, features: Tensor) -> Tensor:
        """What the student's adapter makes of view features."""
        got: Tensor = self.adapter(features)
        expect.tensor(got, "the output of the adapter", shape=tuple(features.shape))
        return got.detach()

    def says(self, points: Tensor) -> Tensor:
        """What the student's model says."""
        got: Tensor = self.model(points)
        expect.tensor(got, "the logits", shape=(len(points), self.classes), dtype=points.dtype)
        return got


def make(student: Any, dim: int = 5, classes: int = 4, size: int = 6, adapter: bool = True, hidden: int = 7) -> Case:
    """Build the student's classes; the weights of the adapter are moved away from their start."""
    weight = torch.randn(dim, 3 * size * size) / size
    texts, scale, view_weights = torch.randn(classes, dim), torch.tensor(1.2), 0.1 + torch.rand(6)
    encoder = student.run(pointclip_nets.encoder(weight, normed=True))
    part = None
    if adapter:
        part = student.InterViewAdapter(6, dim, hidden, 0.6)
        expect.that(getattr(part, "kind", "") == "module", "InterViewAdapter should be an nn.Module")
        student.run(nets.stir(part, 0.2))
    model = student.PointCLIP(encoder, texts, scale, view_weights, adapter=part, size=size)
    expect.that(getattr(model, "kind", "") == "module", "PointCLIP should be an nn.Module")
    return Case(model, part, encoder, weight, texts, scale, view_weights, size, classes)
