"""What plain SGD does to the small network of the checks, with measures of every epoch."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from assignments.P5.probes.epochs import Batch, Net, build, other_loss


@dataclass
class Run:
    """Series by epoch, and the network's state at the end."""

    loss: list[float] = field(default_factory=list)
    train_acc: list[float] = field(default_factory=list)
    val_acc: list[float] = field(default_factory=list)
    rates: list[list[float]] = field(default_factory=list)
    state: dict[str, Tensor] = field(default_factory=dict)


def run(
    state: dict[str, Tensor],
    epochs: list[list[Batch]],
    val: list[Batch],
    rates: list[float],
    schedule: tuple[int, float] | None = None,
    momentum: float = 0.0,
    other: bool = False,
) -> Run:
    """Train; the rate of epoch e is the first one times gamma**(e // step_epochs)."""
    net, optimizer = build(state, rates, momentum)
    told = Run()
    every, gamma = schedule or (1, 1.0)
    for number, batches in enumerate(epochs):
        for group, rate in zip(optimizer.param_groups, (rates[0], rates[-1]), strict=True):
            group["lr"] = rate * gamma ** (number // every)
        told.rates.append([float(group["lr"]) for group in optimizer.param_groups])
        losses, hits, count = 0.0, 0, 0
        net.train()
        for points, labels in batches:
            loss, logits = (other_loss if other else _cross_entropy)(net, points, labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses, count = losses + loss.item() * len(labels), count + len(labels)
            hits += int((logits.argmax(1) == labels).sum())
        told.loss.append(losses / count)
        told.train_acc.append(hits / count)
        told.val_acc.append(_accuracy(net, val))
    told.state = {name: value.detach().clone() for name, value in net.state_dict().items()}
    return told


def _cross_entropy(net: nn.Module, points: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    logits = net(points)
    return F.cross_entropy(logits, labels), logits


def _accuracy(net: Net, batches: list[Batch]) -> float:
    net.eval()
    with torch.no_grad():
        found = torch.cat([net(points).argmax(1) == labels for points, labels in batches])
    return float(found.double().mean())
