"""`fgsm` in a given version while the table is checked, so that an early mistake counts once."""

from __future__ import annotations

import copy
from collections.abc import Callable

import torch
from torch import Tensor, nn

from kit.student import probe


@probe
def fgsm() -> Callable[..., Tensor]:
    """Return an attack along the gradient in closed form: probabilities minus labels, through the Jacobian."""

    def fgsm(model: nn.Module, x: Tensor, y: Tensor, eps: float, targeted: bool = False) -> Tensor:
        twin = copy.deepcopy(model).eval()
        leaf = x.detach().clone().requires_grad_()
        with torch.enable_grad():
            logits = twin(leaf)
        labels = nn.functional.one_hot(y, logits.shape[1]).to(logits)
        (slope,) = torch.autograd.grad(logits, leaf, logits.detach().softmax(1) - labels)
        direction = (slope > 0).to(x) - (slope < 0).to(x)
        return torch.clip(x.detach() + (-eps if targeted else eps) * direction, 0.0, 1.0)

    return fgsm
