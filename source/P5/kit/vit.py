"""Variants of a Vision Transformer for ablations; the model itself is the student's.

Both need the names of its contract: ``pos.table`` and ``blocks``, whose output is x or (x, weights).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


def without_positions(model: nn.Module) -> nn.Module:
    """Set the position table to zeros for good, and return the model."""
    table = model.get_parameter("pos.table")
    with torch.no_grad():
        table.zero_()
    table.requires_grad_(False)
    return model


def mean_pooled(model: nn.Module) -> nn.Module:
    """Put the mean of all patches in the place of the class token behind the last block, and return the model."""

    def replace(block: nn.Module, inputs: tuple[Any, ...], output: Any) -> Any:
        if isinstance(output, tuple):
            return (_pooled(output[0]), *output[1:])
        return _pooled(output)

    model.get_submodule("blocks")[-1].register_forward_hook(replace)  # type: ignore[index]
    return model


def _pooled(x: Tensor) -> Tensor:
    """Tokens (B, N, D) with the mean of tokens 1 to N - 1 as token 0."""
    return torch.cat((x[:, 1:].mean(dim=1, keepdim=True), x[:, 1:]), dim=1)
