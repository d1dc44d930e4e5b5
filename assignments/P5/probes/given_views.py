"""Given versions of E15: features of all views and their logits."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from assignments.P5.probes import given_clip, given_depth
from kit.student import probe


@probe
def encode() -> Callable[..., Tensor]:
    """Return `encode_views`, one cloud at a time."""
    project_depth, stack_views = given_depth.depth.function(), given_depth.stack.function()

    def encode_views(encoder: Callable[[Tensor], Tensor], points: Tensor, size: int = 32) -> Tensor:
        return torch.stack([encoder(stack_views(project_depth(cloud[None], size))) for cloud in points])

    return encode_views


@probe
def pointclip_logits() -> Callable[..., Tensor]:
    """Return `compute_pointclip_logits` by a loop over the views."""
    compare = given_clip.clip_logits.function()

    def compute_pointclip_logits(
        view_features: Tensor, text_features: Tensor, logit_scale: Tensor, view_weights: Tensor
    ) -> Tensor:
        logits = torch.stack([compare(view, text_features, logit_scale) for view in view_features.unbind(1)])
        return (view_weights.view(-1, 1, 1) * logits).sum(0)

    return compute_pointclip_logits
