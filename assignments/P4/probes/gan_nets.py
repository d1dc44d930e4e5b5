"""Beside the student's generators and discriminators: short trainings, sizes on the way, initial values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from kit.student import probe


@probe
def learn(net: Any, x: Tensor, y: Tensor, target: Tensor, steps: int, lr: float) -> None:
    """Take Adam steps in training mode that bring ``net(x, y)`` towards `target`, by squared error."""
    net.train()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        F.mse_loss(net(x, y), target).backward()
        optimizer.step()


@probe
def settle(net: Any, x: Tensor, y: Tensor) -> None:
    """Let statistics of normalisation meet a batch; leave `net` in eval mode."""
    net.train()
    with torch.no_grad():
        for _ in range(3):
            net(x, y)
    net.eval()


class _Sizes(TorchDispatchMode):
    """Notes heights and widths of maps with `batch` images, in order of appearance."""

    def __init__(self, batch: int) -> None:
        super().__init__()
        self.batch = batch
        self.seen: list[tuple[int, int]] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        for one in result if isinstance(result, (tuple, list)) else (result,):
            if isinstance(one, Tensor) and one.dim() == 4 and one.shape[0] == self.batch:
                self.seen.append((one.shape[2], one.shape[3]))
        return result


@probe
def sizes(net: Any, z: Tensor, y: Tensor) -> list[tuple[int, int]]:
    """Height and width of each map (B, C, h, w) that ``net(z, y)`` makes on its way, repetitions left out."""
    net.eval()
    with torch.no_grad(), _Sizes(len(z)) as noted:
        net(z, y)
    return [one for one, before in zip(noted.seen, [None, *noted.seen], strict=False) if one != before]


LAYERS: dict[str, Callable[[], nn.Module]] = {
    "Conv2d": lambda: nn.Conv2d(24, 40, 3),
    "Conv2d without bias": lambda: nn.Conv2d(17, 31, 4, bias=False),
    "ConvTranspose2d": lambda: nn.ConvTranspose2d(24, 36, 4),
    "ConvTranspose2d without bias": lambda: nn.ConvTranspose2d(16, 23, 4, bias=False),
    "BatchNorm2d": lambda: nn.BatchNorm2d(2000),
    "BatchNorm2d without weights": lambda: nn.BatchNorm2d(7, affine=False),
    "Linear": lambda: nn.Linear(9, 11),
    "Embedding": lambda: nn.Embedding(5, 6),
    "BatchNorm1d": lambda: nn.BatchNorm1d(13),
    "Conv1d": lambda: nn.Conv1d(3, 4, 5),
    "LayerNorm": lambda: nn.LayerNorm(8),
}


@probe
def initialised(
    init_weights: Callable[[nn.Module], Any], twice: bool = False, bare: bool = False
) -> dict[str, dict[str, Any]]:
    """Layers with values 0.3 to 0.7, inside containers, before and after ``apply(init_weights)``, by name.

    With `bare`, a normalisation without weights is one of them.
    """
    layers = {name: make() for name, make in LAYERS.items() if bare or name != "BatchNorm2d without weights"}
    net = nn.ModuleList([nn.Sequential(*list(layers.values())[::2]), *list(layers.values())[1::2]])
    with torch.no_grad():
        for one in net.state_dict().values():
            if one.is_floating_point():
                one.uniform_(0.3, 0.7)
    before = {name: _state(layer) for name, layer in layers.items()}
    for _ in range(1 + twice):
        net.apply(init_weights)
    learnable = {name: all(one.requires_grad for one in layer.parameters()) for name, layer in layers.items()}
    return {
        name: {"before": before[name], "after": _state(layer), "learnable": learnable[name]}
        for name, layer in layers.items()
    }


def _state(layer: nn.Module) -> dict[str, Tensor]:
    return {name: value.detach().clone() for name, value in layer.state_dict().items()}
