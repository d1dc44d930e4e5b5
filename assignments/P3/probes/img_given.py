"""Stand-ins for earlier functions while later ones are checked, so that an early mistake counts once."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe

STEPS: dict[str, tuple[Callable[..., Any], int]] = {
    "rnn": (torch.rnn_tanh_cell, 1),
    "lstm": (torch.lstm_cell, 4),
    "gru": (torch.gru_cell, 3),
}
"""What computes one step, and its number of gates."""


@probe
def warmup_cosine() -> Callable[..., float]:
    """Return a schedule from interpolation and a squared cosine; its value holds also after the last step."""

    def warmup_cosine(step: int, total_steps: int, warmup_steps: int, base_lr: float, min_lr: float = 0.0) -> float:
        if step < warmup_steps:
            return float(np.interp(step + 1, (0, warmup_steps), (0, base_lr)))
        rest = max(total_steps - warmup_steps, 1)
        return min_lr + (base_lr - min_lr) * math.cos(math.pi / 2 * (step - warmup_steps) / rest) ** 2

    return warmup_cosine


@probe
def evaluate() -> Callable[..., dict[str, float]]:
    """Return a function that joins the logits of all batches before it measures."""

    def evaluate(model: nn.Module, loader: Any, device: Any) -> dict[str, float]:
        mode = model.training
        model.eval()
        with torch.no_grad():
            pairs = [(model(images.to(device)), labels.to(device)) for images, labels in loader]
        model.train(mode)
        logits, labels = (torch.cat(parts) for parts in zip(*pairs, strict=True))
        accuracy = (logits.argmax(1) == labels).double().mean()
        return {"loss": float(F.cross_entropy(logits, labels)), "accuracy": float(accuracy)}

    return evaluate


@probe
def patchify() -> Callable[[Tensor, int], Tensor]:
    """Return torch's own unfold."""

    def patchify(images: Tensor, patch_size: int) -> Tensor:
        if images.shape[2] % patch_size or images.shape[3] % patch_size:
            raise ValueError(f"{tuple(images.shape[2:])} is no multiple of {patch_size}")
        return F.unfold(images, patch_size, stride=patch_size).mT

    return patchify


class Cell(nn.Module):
    """One of torch's steps with parameters of its own."""

    def __init__(self, kind: str, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.step, gates = STEPS[kind]
        self.weight_ih = nn.Parameter(torch.empty(gates * hidden_size, input_size))
        self.weight_hh = nn.Parameter(torch.empty(gates * hidden_size, hidden_size))
        self.bias_ih = nn.Parameter(torch.empty(gates * hidden_size))
        self.bias_hh = nn.Parameter(torch.empty(gates * hidden_size))
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(hidden_size**-0.5), hidden_size**-0.5)

    def forward(self, x: Tensor, state: Any) -> Any:
        """Return the next state."""
        return self.step(x, state, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)


class Recurrent(nn.Module):
    """Torch's steps along a sequence; weights ``cells.{k}.*``, k = layer * directions + direction."""

    def __init__(
        self,
        cell: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bidirectional: bool = False,
        batch_first: bool = True,
    ) -> None:
        super().__init__()
        self.dirs, self.batch_first, self.pair = 1 + bidirectional, batch_first, cell == "lstm"
        self.hidden_size = hidden_size
        sizes = [input_size] + [self.dirs * hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(Cell(cell, size, hidden_size) for size in sizes for _ in range(self.dirs))

    def forward(self, x: Tensor, state: Any = None) -> tuple[Tensor, Any]:
        """Return outputs of the form of `x` and the final states."""
        steps: Any = x.unbind(1 if self.batch_first else 0)
        finals = []
        for first in range(0, len(self.cells), self.dirs):
            halves = []
            for way in range(self.dirs):
                states = self._along(first + way, steps[::-1] if way else steps, state)
                finals.append(states[-1])
                outputs = [one[0] for one in states] if self.pair else states
                halves.append(outputs[::-1] if way else outputs)
            steps = [torch.cat(parts, dim=1) for parts in zip(*halves, strict=True)]
        end: Any = tuple(map(torch.stack, zip(*finals, strict=True))) if self.pair else torch.stack(finals)
        return torch.stack(steps, dim=1 if self.batch_first else 0), end

    def _along(self, number: int, steps: Any, state: Any) -> list[Any]:
        """States after each of the steps, in the order in which they come."""
        cell = self.cells[number]
        zeros = steps[0].new_zeros(len(steps[0]), self.hidden_size)
        start: Any = (zeros, zeros) if self.pair else zeros
        if state is not None:
            start = tuple(one[number] for one in state) if self.pair else state[number]
        return list(accumulate(steps, lambda before, x: cell(x, before), initial=start))[1:]


@probe
def recurrent() -> type[Recurrent]:
    """Return the class."""
    return Recurrent
