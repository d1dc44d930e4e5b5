"""Torch's own recurrent cells in place of a student's, so that a mistake in a cell counts once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import Tensor, nn

from kit.student.probe import probe

Cell = nn.RNNCell | nn.LSTMCell | nn.GRUCell


class TorchRNN(nn.RNNCell):
    """``cell(x, state=None) -> h``."""

    def forward(self, x: Tensor, state: Any = None) -> Any:
        """One step."""
        return super().forward(x, state)


class TorchLSTM(nn.LSTMCell):
    """``cell(x, state=None) -> (h, c)``."""

    def forward(self, x: Tensor, state: Any = None) -> Any:
        """One step."""
        return super().forward(x, None if state is None else tuple(state))


class TorchGRU(nn.GRUCell):
    """``cell(x, state=None) -> h``."""

    def forward(self, x: Tensor, state: Any = None) -> Any:
        """One step."""
        return super().forward(x, state)


KINDS: dict[str, type[Cell]] = {"rnn": TorchRNN, "lstm": TorchLSTM, "gru": TorchGRU}


def make(kind: str, input_size: int, hidden_size: int) -> Cell:
    """Return a cell with fresh weights; ValueError for an unknown kind."""
    if kind not in KINDS:
        raise ValueError(f"cell should be one of {', '.join(KINDS)}, not {kind!r}")
    return KINDS[kind](input_size, hidden_size)


@probe
def torch_cells() -> Callable[[str, int, int], Cell]:
    """Return a ``make_cell(kind, input_size, hidden_size)``."""
    return make


@probe
def known(kind: str, weights: dict[str, Tensor]) -> Cell:
    """Return a cell with these weights, in their dtype and on their device."""
    weight = weights["weight_ih"]
    cell = make(kind, weight.shape[1], weights["weight_hh"].shape[1]).to(weight)
    cell.load_state_dict(weights)
    return cell
