"""A small generator and a small discriminator to take one training step with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from kit.student.probe import probe


class _Draw(nn.Module):
    """z (B, 5) and labels (B,) to images (B, 1, 4, 4)."""

    def __init__(self) -> None:
        super().__init__()
        self.z_dim = 5
        self.layer, self.label = nn.Linear(5, 16), nn.Embedding(3, 16)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Return images."""
        images: Tensor = (self.layer(z) + self.label(y)).tanh().reshape(-1, 1, 4, 4)
        return images


class _Judge(nn.Module):
    """Images (B, 1, 4, 4) and labels (B,) to logits (B,)."""

    def __init__(self) -> None:
        super().__init__()
        self.layer, self.label = nn.Linear(16, 1), nn.Embedding(3, 1)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Return logits."""
        logits: Tensor = (self.layer(x.flatten(1)) + self.label(y)).flatten()
        return logits


@probe
def one_step(gan_step: Callable[..., Any]) -> dict[str, Any]:
    """Take one step of `gan_step`: its result, who has changed, whether D's step found a gradient on the generator."""
    draw, judge = _Draw(), _Judge()
    optimizers = [torch.optim.SGD(net.parameters(), lr=0.1) for net in (draw, judge)]
    leaks: list[bool] = []
    optimizers[1].register_step_pre_hook(
        lambda *_: leaks.append(any(p.grad is not None and bool(p.grad.any()) for p in draw.parameters()))
    )
    before = {"generator": _copy(draw), "discriminator": _copy(judge)}
    result = gan_step(draw, judge, *optimizers, torch.rand(6, 1, 4, 4), torch.arange(6) % 3)
    after = {"generator": _copy(draw), "discriminator": _copy(judge)}
    changed = {
        name: any(bool((a != b).any()) for a, b in zip(old, after[name], strict=True)) for name, old in before.items()
    }
    return {"result": result, "changed": changed, "leak": any(leaks)}


def _copy(net: nn.Module) -> list[Tensor]:
    return [one.detach().clone() for one in net.parameters()]
