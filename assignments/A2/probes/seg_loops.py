"""Beside the student's loops: a small network and a loader that note what is done to them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe

Batch = dict[str, Tensor]


class _Token:
    """Lives as long as the graph node that holds it."""


class _Marked(torch.autograd.Function):
    """Identity; its node in the graph holds a token."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, token: _Token) -> Tensor:
        ctx.token = token
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None]:
        return gradient, None


class PixelNet(nn.Module):
    """Batch normalisation and a 1x1 convolution: (B, 3, H, W) to logits (B, C, H, W).

    If `plain`, the result of the normalisation is not used, and the logits do not depend on the mode.

    Keeps for each call: the modes of all modules, whether gradients are on, the device of the images, the
    first value of each image, and how many graphs of calls before the last one are still alive.
    """

    def __init__(self, weight: Tensor, bias: Tensor, plain: bool = False) -> None:
        super().__init__()
        self.plain = plain
        self.norm = nn.BatchNorm2d(3)
        self.score = nn.Conv2d(3, len(weight), 1)
        with torch.no_grad():
            self.score.weight.copy_(weight[:, :, None, None])
            self.score.bias.copy_(bias)
        self.seen: list[dict[str, Any]] = []
        self.tokens: list[weakref.ref[_Token]] = []

    def forward(self, images: Tensor) -> Tensor:
        """Return (B, C, H, W)."""
        self.seen.append(
            {
                "modes": [module.training for module in self.modules()],
                "grad": torch.is_grad_enabled(),
                "device": images.device.type,
                "first": images[:, 0, 0, 0].detach().cpu().tolist(),
                "alive": self.alive(self.tokens[:-1]),
            }
        )
        normal = self.norm(images)
        logits = self.score(images if self.plain else normal)
        if not logits.requires_grad:
            return logits
        token = _Token()
        self.tokens.append(weakref.ref(token))
        return _Marked.apply(logits, token)

    def alive(self, tokens: list[weakref.ref[_Token]]) -> int:
        """Count the graphs of these calls that are still alive."""
        if any(token() is not None for token in tokens):
            gc.collect()  # a reference cycle is no leak
        return sum(token() is not None for token in tokens)


class Loader:
    """Yields batches in order, any number of times; its data set may hold more than it yields."""

    def __init__(self, batches: list[Batch], left_out: int = 0) -> None:
        self.batches, self.passes = batches, 0
        self.dataset = [None] * (sum(len(batch["image"]) for batch in batches) + left_out)

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[Batch]:
        self.passes += 1
        for batch in self.batches:
            yield dict(batch)


def brier(logits: Tensor, mask: Tensor) -> Tensor:
    """Mean squared distance of probabilities and one-hot labels, padding (2) left out."""
    wanted = F.one_hot(mask.clamp(max=logits.shape[1] - 1), logits.shape[1]).movedim(-1, 1)
    return ((logits.softmax(1) - wanted) ** 2).sum(1)[mask != 2].mean()


LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross-entropy": nn.CrossEntropyLoss(ignore_index=2),
    "brier": brier,
}


def make_optimizer(kind: str, model: nn.Module) -> torch.optim.Optimizer:
    """Return SGD with momentum and weight decay, Adam, or one that changes nothing (``"still"``)."""
    if kind == "sgd":
        return torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9, weight_decay=0.01)
    if kind == "still":
        return torch.optim.SGD(model.parameters(), lr=0.0)
    return torch.optim.Adam(model.parameters(), lr=0.03)


@probe
def trained(
    train_one_epoch: Callable[..., Any],
    batches: list[Batch],
    weight: Tensor,
    bias: Tensor,
    optimizer: str,
    loss: str,
    epochs: int,
    device: str = "cpu",
) -> dict[str, Any]:
    """Train a network that comes in eval mode, with old gradients; tell what came of it and what it saw.

    With the optimiser ``"still"`` the network is a plain one.
    """
    model = PixelNet(weight, bias, plain=optimizer == "still").to(device)
    steps, loader = make_optimizer(optimizer, model), Loader(batches, left_out=5)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.7)
    losses = []
    for _ in range(epochs):
        model.eval()
        losses.append(train_one_epoch(model, loader, LOSSES[loss], steps, torch.device(device)))
    return {
        "losses": losses,
        "state": {name: value.detach().cpu().clone() for name, value in model.state_dict().items()},
        "seen": model.seen,
        "passes": loader.passes,
        "alive": model.alive(model.tokens),
    }


@probe
def evaluated(
    evaluate_segmentation: Callable[..., Any],
    batches: list[Batch],
    weight: Tensor,
    num_classes: int,
    options: dict[str, Any],
    device: str = "cpu",
) -> dict[str, Any]:
    """Evaluate a network that comes in training mode; tell the result, what it saw and what has changed."""
    model = PixelNet(weight, torch.zeros(len(weight))).to(device)
    model.train()
    before = {name: value.detach().clone() for name, value in model.state_dict().items()}
    loader = Loader(batches, left_out=3)
    result = evaluate_segmentation(model, loader, num_classes, torch.device(device), **options)
    grad_after = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    after = model.state_dict()
    confusion = result.get("confusion") if isinstance(result, dict) else None
    return {
        "result": result,
        "grad_after": grad_after,
        "place": confusion.device.type if isinstance(confusion, Tensor) else "",
        "changed": [name for name, value in before.items() if not torch.equal(value, after[name])],
        "frozen": [name for name, value in model.named_parameters() if not value.requires_grad],
        "with_gradient": [name for name, value in model.named_parameters() if value.grad is not None],
        "seen": model.seen,
        "passes": loader.passes,
    }
