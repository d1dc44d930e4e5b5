"""Trusted answers to P3-E5, for torch's cells."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def gradient_norms(cell: nn.Module, x: Tensor) -> Tensor:
    """Norms (T,) of the gradients of the sum of the final state in the state after each step; for "lstm" in c."""
    state: Any = None
    states = []
    for t in range(x.shape[1]):
        state = cell(x[:, t], state)
        states.append(state[1] if isinstance(state, tuple) else state)
    return torch.stack([torch.autograd.grad(states[-1].sum(), one, retain_graph=True)[0].norm() for one in states])


def chunk_losses(cell: nn.Module, head: nn.Module, x: Tensor, y: Tensor, chunk: int) -> Tensor:
    """Mean cross-entropy of each chunk, from one uncut pass."""
    state: Any = None
    losses = []
    with torch.no_grad():
        for t in range(x.shape[1]):
            state = cell(x[:, t], state)
            scores = head(state[0] if isinstance(state, tuple) else state)
            losses.append(F.cross_entropy(scores, y[:, t]))
    return torch.stack([part.mean() for part in torch.stack(losses).split(chunk)])


def chunk_gradients(
    cell: nn.Module, head: nn.Module, x: Tensor, y: Tensor, chunk: int
) -> tuple[dict[str, Tensor], Tensor]:
    """Gradients of all parameters, summed over the chunks, and in x, (B, T, D); each chunk's graph on its own."""
    named = [*cell.named_parameters(prefix="cell"), *head.named_parameters(prefix="head")]
    sums = {name: torch.zeros_like(one) for name, one in named}
    state: Any = None
    in_x = []
    for part, labels in zip(x.split(chunk, dim=1), y.split(chunk, dim=1), strict=True):
        leaf = part.detach().clone().requires_grad_()
        scores = []
        for t in range(part.shape[1]):
            state = cell(leaf[:, t], state)
            scores.append(head(state[0] if isinstance(state, tuple) else state))
        loss = F.cross_entropy(torch.stack(scores, dim=2), labels)
        *found, last = torch.autograd.grad(loss, [*(one for _, one in named), leaf])
        for (name, _), gradient in zip(named, found, strict=True):
            sums[name] += gradient
        in_x.append(last)
        state = tuple(one.detach() for one in state) if isinstance(state, tuple) else state.detach()
    return sums, torch.cat(in_x, dim=1)
