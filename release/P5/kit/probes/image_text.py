"""Stand-ins for the encoders of an image-text model, and the switch of a PointCLIP."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from kit.clip import LinearEncoder, TextTable
from kit.student.probe import probe


@probe
def text_table(table: dict[str, Tensor]) -> TextTable:
    """Return an `encode_text` that knows these sentences and keeps what it was asked for."""
    return TextTable(table)


@probe
def asked(table: TextTable) -> list[str]:
    """Return the sentences that a text table was asked for so far."""
    return table.asked


@probe
def linear_encoder(weight: Tensor, batch_norm: bool = False) -> nn.Module:
    """Return an image encoder of these weights (D, 3 * H * W), in train mode."""
    return LinearEncoder(weight, batch_norm)


@probe
def set_switch(model: Any, on: bool) -> None:
    """Set the switch `adapter_on` of a PointCLIP."""
    model.adapter_on = on


@probe
def encoder_weight(model: Any) -> Tensor:
    """Return the weight of the encoder of a PointCLIP that was made by `linear_encoder`."""
    weight: Tensor = model.encoder.weight
    return torch.clone(weight.detach())
