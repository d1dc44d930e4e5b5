"""Weights for recurrent cells: random ones of a chosen kind, and how they get into a cell."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
FORGET = 1  # place of the forget gate of "lstm"


def load_weights(net: nn.Module, weights: dict[str, Tensor]) -> None:
    """Give `net` these weights: by its own ``load_weights`` if its class defines one, else by name."""
    own: Any = getattr(type(net), "load_weights", None)
    if own is None:
        net.load_state_dict(weights)
    else:
        own(net, weights)


def cell_weights(
    kind: str, input_size: int, hidden_size: int, scale: float = 1.0, forget_bias: float = 0.0
) -> dict[str, Tensor]:
    """Draw weights of a cell, by their documented names: recurrent blocks `scale` times an orthogonal matrix.

    Parameters
    ----------
    kind
        "rnn", "lstm" or "gru".
    forget_bias
        Of the forget gate of "lstm": 4 opens it. All other biases are 0.
    """
    blocks = [scale * nn.init.orthogonal_(torch.empty(hidden_size, hidden_size)) for _ in range(GATES[kind])]
    rows = GATES[kind] * hidden_size
    bias = torch.zeros(rows)
    if kind == "lstm":
        bias[FORGET * hidden_size : (FORGET + 1) * hidden_size] = forget_bias
    weight_ih = torch.randn(rows, input_size) / input_size**0.5
    return {"weight_ih": weight_ih, "weight_hh": torch.cat(blocks), "bias_ih": bias, "bias_hh": torch.zeros(rows)}
