"""Fast gradient sign method and the table of targeted attacks, one image at a time."""

from __future__ import annotations

import torch
from torch import Tensor, nn


def slope(model: nn.Module, x: Tensor, y: Tensor) -> Tensor:
    """Gradient of the summed cross-entropy with respect to x, for a model in eval mode."""
    leaf = x.detach().clone().requires_grad_()
    picked = model(leaf).log_softmax(1)[range(len(y)), y]
    (found,) = torch.autograd.grad(-picked.sum(), leaf)
    return found


def attack(model: nn.Module, x: Tensor, y: Tensor, eps: float, targeted: bool = False) -> Tensor:
    """Goodfellow et al. 2015, equation in section 4, with the box [0, 1]."""
    step = eps * slope(model, x, y).sign()
    return (x - step if targeted else x + step).clamp(0, 1)


def success(model: nn.Module, x: Tensor, y: Tensor, eps: float, num_classes: int) -> Tensor:
    """(K, K) float64: share of the images of class i that are read as i before and as j after; nan on the diagonal."""
    table = torch.full((num_classes, num_classes), torch.nan, dtype=torch.float64)
    for i in range(num_classes):
        own = [n for n in range(len(y)) if int(y[n]) == i]
        for j in range(num_classes):
            if i == j or not own:
                continue
            hits = 0
            for n in own:
                one, target = x[n : n + 1], torch.tensor([j])
                right = int(model(one).argmax()) == i
                hits += right and int(model(attack(model, one, target, eps, targeted=True)).argmax()) == j
            table[i, j] = hits / len(own)
    return table
