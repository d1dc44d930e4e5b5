"""CLIP's similarity, probabilities and loss, prompt ensemble, PointCLIP's sum and adapter: one entry at a time."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def logits(images: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """(B, C): factor times cosine."""
    rows = [torch.stack([(u * v).sum() / (u.norm() * v.norm()) for v in texts]) for u in images]
    return scale.exp() * torch.stack(rows)


def probabilities(images: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """(B, C): softmax over each row."""
    found = logits(images, texts, scale)
    return (found - torch.logsumexp(found, 1, keepdim=True)).exp()


def contrastive_loss(images: Tensor, texts: Tensor, scale: Tensor) -> Tensor:
    """Radford et al. 2021, figure 3."""
    found = logits(images, texts, scale)
    own = found.diagonal()
    to_text, to_image = (torch.logsumexp(found, axis) - own for axis in (1, 0))
    return (to_text.mean() + to_image.mean()) / 2


def sentences(templates: list[str], name: str) -> list[str]:
    """The sentences of one class."""
    return [template.format(" ".join(name.split("_"))) for template in templates]


def prototypes(encode: Callable[[list[str]], Tensor], templates: list[str], names: list[str]) -> Tensor:
    """(C, D): direction of the mean direction."""
    rows = []
    for name in names:
        directions = [row / row.norm() for row in encode(sentences(templates, name))]
        total = torch.stack(directions).sum(0)
        rows.append(total / total.norm())
    return torch.stack(rows)


def pointclip_logits(views: Tensor, texts: Tensor, scale: Tensor, weights: Tensor) -> Tensor:
    """(B, C): weighted sum over the views (B, V, D)."""
    each = [weight * logits(views[:, v], texts, scale) for v, weight in enumerate(weights)]
    return torch.stack(each).sum(0)


def adapter(views: Tensor, weights: list[Tensor], ratio: float) -> Tensor:
    """(B, V, D), each cloud's views side by side; weights: W1 (h, V*D), b1, W2 (V*D, h), b2."""
    first, first_bias, second, second_bias = weights
    rows = []
    for cloud in views:
        flat = torch.cat(list(cloud))
        hidden = (first @ flat + first_bias).clamp(min=0)
        rows.append((ratio * (second @ hidden + second_bias) + (1 - ratio) * flat).view(cloud.shape))
    return torch.stack(rows)
