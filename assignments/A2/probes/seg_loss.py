"""Beside the student's loss: a call whose weights lie on another device than the logits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor

from kit.student import probe


@probe
def weight_elsewhere(loss: Callable[..., Any], logits: Tensor, target: Tensor, weight: Tensor) -> Any:
    """Return the loss of logits and target on the CUDA device with weights that stay on the CPU."""
    return loss(logits.detach().to("cuda"), target.to("cuda"), weight)


@probe
def gradient_elsewhere(loss: Callable[..., Any], logits: Tensor, target: Tensor, weight: Tensor) -> Any:
    """Return the gradient in the logits of the same loss."""
    leaf = logits.detach().to("cuda").requires_grad_()
    loss(leaf, target.to("cuda"), weight).backward()
    return leaf.grad
