"""Beside the student's training loops: a small network, a loader and a spy that note what is done to them."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.optimizer import register_optimizer_step_pre_hook

from kit.student import probe

Batch = tuple[Tensor, Tensor]


class _Token:
    """Lives as long as the graph node that holds it."""


class _Marked(torch.autograd.Function):
    """Identity; its node in the graph holds a token and tells when the backward pass begins."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, token: _Token, begin: Callable[[], None]) -> Tensor:
        ctx.token, ctx.begin = token, begin
        return x.view_as(x)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, None, None]:
        ctx.begin()
        return gradient, None, None


class CountedDropout(nn.Module):
    """Dropout whose n-th mask in training mode depends on n only, whatever else draws random numbers."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p, self.calls = p, 0

    def forward(self, x: Tensor) -> Tensor:
        """Drop entries of (B, D) in training mode."""
        if not self.training:
            return x
        self.calls += 1
        draws = torch.rand(x.shape, generator=torch.Generator().manual_seed(self.calls))
        return x * (draws >= self.p).to(x) / (1 - self.p)


class Net(nn.Module):
    """Convolution, batch normalisation, dropout, linear: images (B, 3, H, W) to logits (B, K).

    ``events`` tells of each forward pass the modes, whether gradients are on, the device, the first value of
    each image and how many earlier graphs are alive; of each backward pass, whether all gradients were clear.
    """

    def __init__(self, state: dict[str, Tensor]) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 2, bias=False)
        self.norm = nn.BatchNorm2d(5)
        self.drop = CountedDropout(0.3)
        self.head = nn.Linear(5, len(state["head.bias"]))
        self.to(state["head.bias"].dtype)
        self.load_state_dict(state)
        self.events: list[dict[str, Any]] = []
        self.tokens: list[weakref.ref[_Token]] = []
        self.leaked = 0

    def forward(self, images: Tensor) -> Tensor:
        """Return logits."""
        event = {
            "kind": "forward",
            "modes": [module.training for module in self.modules()],
            "grad": torch.is_grad_enabled(),
            "device": images.device.type,
            "first": images[:, 0, 0, 0].detach().cpu().tolist(),
            "alive": self.alive(self.tokens),
        }
        self.events.append(event)
        logits = self.head(self.drop(F.relu(self.norm(self.conv(images))).mean((2, 3))))
        if not logits.requires_grad:
            return logits
        token = _Token()
        self.tokens.append(weakref.ref(token))
        return _Marked.apply(logits, token, self._begin_backward)

    def _begin_backward(self) -> None:
        gradients = [one.grad for one in self.parameters()]
        clear = all(one is None or not bool(one.any()) for one in gradients)
        self.events.append({"kind": "backward", "clear": clear})

    def alive(self, tokens: list[weakref.ref[_Token]]) -> int:
        """Count the graphs of these calls that are still alive but for the last one, which is in use."""
        if not self.leaked and any(token() is not None for token in tokens[:-1]):
            gc.collect()  # a reference cycle is no leak
            self.leaked = sum(token() is not None for token in tokens[:-1])
        return self.leaked


class Loader:
    """Yields pairs in order, any number of times; its data set may hold more than it yields."""

    def __init__(self, batches: list[Batch], left_out: int = 0) -> None:
        self.batches, self.passes = batches, 0
        self.dataset = [None] * (sum(len(labels) for _, labels in batches) + left_out)

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[list[Tensor]]:
        self.passes += 1
        for images, labels in self.batches:
            yield [images.clone(), labels.clone()]  # a list, as from a DataLoader


def gradients(model: nn.Module) -> dict[str, Tensor]:
    """Return copies of the gradients on the CPU by name; zeros where there is none."""
    return {
        name: torch.zeros(one.shape, dtype=one.dtype) if one.grad is None else one.grad.detach().cpu().clone()
        for name, one in model.named_parameters()
    }


def _device(name: str) -> Any:
    """The device as a string or as an object, in turn: both are allowed."""
    return name if name == "cuda" else torch.device(name)


@probe
def trained(
    train_classifier: Callable[..., Any],
    state: dict[str, Tensor],
    train: list[Batch],
    val: list[Batch],
    numbers: tuple[int, float],
    options: dict[str, Any],
    device: str = "cpu",
    old_gradients: bool = False,
) -> dict[str, Any]:
    """Train a network that comes in eval mode; tell the history, its state and what it went through."""
    model = Net(state).to(device).eval()
    if old_gradients:
        for parameter in model.parameters():
            parameter.grad = torch.full_like(parameter, 0.7)

    def note(optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
        rates = sorted({float(group["lr"]) for group in optimizer.param_groups})
        model.events.append({"kind": "step", "rates": rates, "gradients": gradients(model)})

    loaders, seed = (Loader(train, left_out=5), Loader(val, left_out=4)), torch.initial_seed()
    hook = register_optimizer_step_pre_hook(note)
    try:
        history = train_classifier(model, *loaders, *numbers, _device(device), **options)
    finally:
        hook.remove()
    return {
        "history": history,
        "state": {name: value.detach().cpu().clone() for name, value in model.state_dict().items()},
        "events": model.events,
        "alive": model.alive([*model.tokens, model.tokens[-1]]) if model.tokens else 0,
        "places": sorted({one.device.type for one in model.parameters()}),
        "passes": loaders[0].passes,
        "seeded": torch.initial_seed() != seed,
    }


@probe
def evaluated(
    evaluate: Callable[..., Any],
    state: dict[str, Tensor],
    batches: list[Batch],
    mode: bool,
    device: str = "cpu",
) -> dict[str, Any]:
    """Evaluate a network that comes in this mode; tell the result, what it saw and what has changed."""
    model = Net(state).to(device).train(mode)
    for parameter in model.parameters():
        parameter.grad = torch.full_like(parameter, 0.3)
    before = {name: value.detach().clone() for name, value in model.state_dict().items()}
    loader = Loader(batches, left_out=3)
    result = evaluate(model, loader, _device(device))
    grad_after = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    after = model.state_dict()
    moved = [one for one in model.parameters() if one.grad is None or not bool((one.grad == 0.3).all())]
    return {
        "result": result,
        "grad_after": grad_after,
        "modes": sorted({module.training for module in model.modules()}),
        "changed": [name for name, value in before.items() if not torch.equal(value, after[name])],
        "frozen": [name for name, value in model.named_parameters() if not value.requires_grad],
        "gradients_changed": len(moved),
        "seen": [event for event in model.events if event["kind"] == "forward"],
        "passes": loader.passes,
    }
