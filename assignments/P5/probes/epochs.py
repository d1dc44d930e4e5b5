"""Beside the student's training loop: a small network and a schedule that note what is done to them."""

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
Loss = Callable[[nn.Module, Tensor, Tensor], tuple[Tensor, Tensor]]


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


class Net(nn.Module):
    """Clouds (B, 3, N) to logits (B, K): linear map and batch norm on the points, maximum, linear map.

    ``events`` tells of each forward pass the modes, whether gradients are on, the device and the first value of each
    cloud; of each backward pass whether all gradients were clear; of each step the rates.
    """

    def __init__(self, state: dict[str, Tensor]) -> None:
        super().__init__()
        self.points = nn.Conv1d(3, 5, 1, bias=False)
        self.norm = nn.BatchNorm1d(5)
        self.head = nn.Linear(5, len(state["head.bias"]))
        self.to(state["head.bias"].dtype)
        self.load_state_dict(state)
        self.events: list[dict[str, Any]] = []
        self.tokens: list[weakref.ref[_Token]] = []

    def forward(self, x: Tensor) -> Tensor:
        """Return logits."""
        event = {
            "kind": "forward",
            "modes": [module.training for module in self.modules()],
            "grad": torch.is_grad_enabled(),
            "device": x.device.type,
            "first": x[:, 0, 0].detach().cpu().tolist(),
        }
        self.events.append(event)
        logits = self.head(self.norm(self.points(x)).amax(2))
        if not logits.requires_grad:
            return logits
        token = _Token()
        self.tokens.append(weakref.ref(token))
        return _Marked.apply(logits, token, self._begin_backward)

    def _begin_backward(self) -> None:
        clear = all(one.grad is None or not bool(one.grad.any()) for one in self.parameters())
        self.events.append({"kind": "backward", "clear": clear})

    def alive(self) -> int:
        """Count the graphs of earlier calls that are still there."""
        if any(token() is not None for token in self.tokens):
            gc.collect()  # a reference cycle is no leak
        return sum(token() is not None for token in self.tokens)


class Loader:
    """Yields pairs in order, any number of times, as a `DataLoader` does."""

    def __init__(self, batches: list[Batch]) -> None:
        self.batches = batches

    def __len__(self) -> int:
        return len(self.batches)

    def __iter__(self) -> Iterator[list[Tensor]]:
        for points, labels in self.batches:
            yield [points.clone(), labels.clone()]


class Schedule(torch.optim.lr_scheduler.StepLR):
    """A schedule that notes when it is asked to step."""

    events: list[dict[str, Any]] | None = None

    def step(self, *args: Any, **kwargs: Any) -> None:
        """Note the call, then do it."""
        if self.events is not None:
            self.events.append({"kind": "schedule"})
        super().step(*args, **kwargs)


def other_loss(model: nn.Module, points: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """A loss that is not the default; its logits come in another order than the model's."""
    logits = model(points).flip(1)
    return 1.5 * F.cross_entropy(logits, labels) + 0.2 * logits.square().mean(), logits


def build(state: dict[str, Tensor], rates: list[float], momentum: float) -> tuple[Net, torch.optim.SGD]:
    """A network in eval mode and its optimiser: the head has the first rate, the rest the last one."""
    net = Net(state).eval()
    head = list(net.head.parameters())
    groups = [{"params": head, "lr": rates[0]}, {"params": list(net.parameters())[:-2], "lr": rates[-1]}]
    return net, torch.optim.SGD(groups, lr=1.0, momentum=momentum)


def _told(net: Net, result: Any) -> dict[str, Any]:
    return {
        "results": result,
        "state": {name: value.detach().cpu().clone() for name, value in net.state_dict().items()},
        "events": net.events,
        "alive": net.alive(),
        "modes": sorted({module.training for module in net.modules()}),
        "places": sorted({one.device.type for one in net.parameters()}),
    }


def _device(name: str) -> Any:
    """The device as a string or as an object: both are allowed."""
    return name if name == "cuda" else torch.device(name)


def _noting(net: Net) -> Any:
    def note(optimizer: torch.optim.Optimizer, args: Any, kwargs: Any) -> None:
        net.events.append({"kind": "step", "rates": [float(group["lr"]) for group in optimizer.param_groups]})

    return register_optimizer_step_pre_hook(note)


@probe
def trained(
    train_one_epoch: Callable[..., Any],
    state: dict[str, Tensor],
    epochs: list[list[Batch]],
    rates: list[float],
    momentum: float = 0.0,
    other: bool = False,
    device: str | None = None,
) -> dict[str, Any]:
    """Train for some epochs from old gradients; tell the results, the weights and what the network went through."""
    net, optimizer = build(state, rates, momentum)
    net.to(device or "cpu")
    for parameter in net.parameters():
        parameter.grad = torch.full_like(parameter, 0.7)
    options: dict[str, Any] = {"compute_loss": other_loss} if other else {}
    options |= {} if device is None else {"device": _device(device)}
    hook = _noting(net)
    try:
        results = [train_one_epoch(net, Loader(batches), optimizer, **options) for batches in epochs]
    finally:
        hook.remove()
    return _told(net, results)


@probe
def fitted(
    fit: Callable[..., Any],
    state: dict[str, Tensor],
    train: list[Batch],
    val: list[Batch],
    rates: list[float],
    calls: list[int],
    schedule: tuple[int, float] | None,
    momentum: float = 0.0,
    other: bool = False,
    device: str | None = None,
) -> dict[str, Any]:
    """Call `fit` for each number of epochs, with the same optimiser and schedule; tell the histories and the rest."""
    net, optimizer = build(state, rates, momentum)
    net.to(device or "cpu")
    scheduler = None if schedule is None else Schedule(optimizer, *schedule)
    if scheduler is not None:
        scheduler.events = net.events
    options: dict[str, Any] = {"compute_loss": other_loss} if other else {}
    options |= {} if device is None else {"device": _device(device)}
    hook = _noting(net)
    try:
        parts = (Loader(train), Loader(val), optimizer, scheduler)
        results = [fit(net, *parts, epochs, **options) for epochs in calls]
    finally:
        hook.remove()
    return _told(net, results)


@probe
def scheduled(
    build_scheduler: Callable[..., Any], rates: list[float], calls: int, args: tuple[Any, ...], adam: bool = False
) -> list[list[float]]:
    """Return the rates of all groups before the first and after each of `calls` calls of ``step()``."""
    groups = [{"params": [nn.Parameter(torch.zeros(2))], "lr": rate} for rate in rates]
    optimizer = torch.optim.Adam(groups) if adam else torch.optim.SGD(groups, lr=1.0)
    scheduler = build_scheduler(optimizer, *args)
    found = [[float(group["lr"]) for group in optimizer.param_groups]]
    for _ in range(calls):
        optimizer.step()
        scheduler.step()
        found.append([float(group["lr"]) for group in optimizer.param_groups])
    return found


def _one_epoch(
    model: nn.Module,
    batches: Any,
    optimizer: torch.optim.Optimizer,
    compute_loss: Loss | None = None,
    device: Any = "cpu",
) -> dict[str, float]:
    model.train(True)
    weights = [one for group in optimizer.param_groups for one in group["params"]]
    table = []
    for batch in batches:
        points, labels = (part.to(device) for part in batch)
        if compute_loss is None:
            logits = model(points)
            loss = F.cross_entropy(logits, labels)
        else:
            loss, logits = compute_loss(model, points, labels)
        for one, slope in zip(weights, torch.autograd.grad(loss, weights, allow_unused=True), strict=True):
            one.grad = slope
        optimizer.step()
        hits = sum(int(row.argmax()) == int(label) for row, label in zip(logits, labels, strict=True))
        table.append((float(loss.detach()) * len(labels), hits, len(labels)))
    loss_sum, hit_sum, count = (sum(column) for column in zip(*table, strict=True))
    return {"loss": loss_sum / count, "acc": hit_sum / count}


@probe
def one_epoch() -> Callable[..., dict[str, float]]:
    """Return E09's second function."""
    return _one_epoch
