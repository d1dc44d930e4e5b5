"""What a reader of a program text has to remember, as one number a character, and the unit that follows it best."""

from __future__ import annotations

from itertools import accumulate

import torch
from torch import Tensor

OPEN, CLOSE = "([", ")]"


def inside_quotes(text: str) -> Tensor:
    """1 where a quote is open after the character, else 0; float32 (T,)."""
    return torch.tensor(list(accumulate(symbol == '"' for symbol in text)), dtype=torch.float32) % 2


def bracket_depth(text: str) -> Tensor:
    """How many brackets are open after the character, those within quotes left out; float32 (T,)."""
    quoted = inside_quotes(text).tolist()
    steps = [0 if inside else (symbol in OPEN) - (symbol in CLOSE) for symbol, inside in zip(text, quoted, strict=True)]
    return torch.tensor(list(accumulate(steps)), dtype=torch.float32)


def place_in_line(text: str) -> Tensor:
    """How many characters stand before this one in its line; float32 (T,)."""
    places, place = [], 0
    for symbol in text:
        places.append(place)
        place = 0 if symbol == "\n" else place + 1
    return torch.tensor(places, dtype=torch.float32)


def best_unit(states: Tensor, signal: Tensor) -> tuple[int, float]:
    """The unit of states (T, H) whose correlation with `signal` (T,) has the largest size, and the correlation."""
    together = torch.corrcoef(torch.cat([signal[None], states.T.float()]))[0, 1:].nan_to_num()
    unit = int(together.abs().argmax())
    return unit, float(together[unit])
