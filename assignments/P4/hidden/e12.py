"""P4-E12: inversion of a generator."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.P4.hidden.toys import same_condition
from assignments.P4.probes import toys
from kit.checks import Exercise, expect

F32 = torch.float32

e12 = Exercise("P4-E12", names=("invert",))

Weights = tuple[Tensor, Tensor]


def _weights(height: int = 5, width: int = 7, z_dim: int = 6, classes: int = 4) -> Weights:
    """Of a linear generator: each latent has its own image, each class its own offset."""
    return torch.randn(height, width, z_dim), 1.5 * torch.randn(classes, height, width)


def _images(weights: Weights, z: Tensor, y: Tensor) -> Tensor:
    """What the generator makes of z in eval mode, computed here."""
    with torch.no_grad():
        images: Tensor = toys.generator(*weights).local().eval()(z, y)
    return images


def _reachable(weights: Weights, n: int) -> tuple[Tensor, Tensor]:
    """Targets (N, 1, h, w) that the generator can make, and their labels."""
    y = torch.randint(len(weights[1]), (n,))
    return _images(weights, torch.randn(n, weights[0].shape[-1]), y), y


def _invert(
    student: Any, weights: Weights, target: Tensor, y: Tensor, steps: int, lr: float, training: bool = False
) -> tuple[Tensor, list[float]]:
    """The student's latents and history, checked in form."""
    pair = student.invert(toys.generator(*weights, training=training), target, y, steps=steps, lr=lr)
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "invert should return the pair (z, history)")
    z, history = pair
    expect.tensor(z, "z", shape=(len(target), weights[0].shape[-1]), dtype=F32)
    expect.instance(history, list, "history")
    expect.that(len(history) == steps, f"history has {len(history)} entries after {steps} steps")
    for value in history:
        expect.number(value, "each entry of history")
    return z.detach(), [float(value) for value in history]


@e12.check("convergence", points=1)
def convergence(student: Any) -> None:
    """On a linear generator the loss falls below 2 % of the start in 300 steps, and z gives that image."""
    for n, z_dim, training in ((3, 6, True), (1, 4, False), (5, 8, True)):
        weights = _weights(z_dim=z_dim)
        target, y = _reachable(weights, n)
        z, history = _invert(student, weights, target, y, 300, 0.05, training)
        expect.that(history[-1] < 0.02 * history[0], "the last loss is not below 2 % of the first")
        reached = float(F.mse_loss(_images(weights, z, y), target))
        expect.that(reached < 0.02 * history[0], "the returned z does not give the target")


@e12.check("history", points=0.5)
def history(student: Any) -> None:
    """history[i] is the mean squared error before update i, a float; z is that after the last update, detached."""
    for n, training in ((3, True), (2, False)):
        weights = _weights()
        target, y = torch.randn(n, 1, 5, 7), torch.randint(4, (n,))
        seed = int(torch.randint(10**6, ()))

        torch.manual_seed(seed)
        _, losses = _invert(student, weights, target, y, 6, 0.1, training)
        for steps in (1, 2, 5):
            torch.manual_seed(seed)  # the same start
            z, early = _invert(student, weights, target, y, steps, 0.1, training)
            got = torch.tensor(early, dtype=torch.float64)
            want = torch.tensor(losses[:steps], dtype=torch.float64)
            expect.close(got, want, f"history of {steps} steps, against that of six from the same start,", rtol=1e-4)
            loss = float(F.mse_loss(_images(weights, z, y), target))
            expect.close(losses[steps], loss, f"history[{steps}], the loss of z after {steps} updates,", rtol=1e-3)
    result = student.invert(toys.generator(*weights), target, y, steps=3)
    expect.untouched(student, "invert")
    expect.tensor(result[0], "z", grad=False)
    for value in result[1]:
        expect.instance(value, float, "each entry of history")
    result = student.invert(toys.generator(*_weights(2, 3, 2, 2)), torch.zeros(1, 1, 2, 3), torch.tensor([1]))
    expect.that(len(result[1]) == 200, f"by default there are 200 steps, history has {len(result[1])} entries")


def _start(student: Any, weights: Weights, n: int) -> Tensor:
    """Where the search begins: a step of rate 0 leaves z there."""
    return _invert(student, weights, torch.randn(n, 1, *weights[0].shape[:2]), torch.zeros(n).long(), 1, 0.0)[0]


@e12.check("start", points=0.5)
def start(student: Any) -> None:
    """The search starts at standard normal z, fresh for each sample and each call."""
    n, z_dim = 400, 6
    weights = _weights(2, 3, z_dim)
    z, again = (_start(student, weights, n).double() for _ in range(2))
    expect.that(not torch.equal(z, again), "two calls start at the same z: do not seed")
    count = n * z_dim
    for values, words in ((z, "z"), (z - again, "the difference of two starts")):
        scale = 1.0 if values is z else math.sqrt(2)
        moments = (
            ("mean", float(values.mean()) / scale, 0.0, 1.0),
            ("variance", float(values.var()) / scale**2, 1.0, math.sqrt(2)),
            ("fourth moment", float(values.pow(4).mean()) / scale**4, 3.0, math.sqrt(96)),
        )
        for name, got, want, spread in moments:
            near = abs(got - want) < 5 * spread / math.sqrt(count)
            expect.that(near, f"the {name} of {words} is not that of a standard normal start")
    rows, columns = z @ z.T / z_dim, z.T @ z / n
    near = float((rows - rows.diag().diag()).abs().mean()) < 0.9  # of independent rows: about 1/3
    expect.that(near, "all samples start at the same z")
    apart = (columns - columns.diag().diag()).abs().max() < 6 / math.sqrt(n)
    expect.that(bool(apart), "the coordinates of the start depend on one another")


@e12.check("adam", points=0.5)
def adam(student: Any) -> None:
    """The way is that of Adam with rate `lr` (the other settings by default) on z alone; labels are used."""
    for lr, steps in ((0.05, 9), (0.4, 7), (0.01, 12)):
        weights = _weights()
        target, y = 2 * torch.randn(3, 1, 5, 7), torch.randperm(4)[:3]
        seed = int(torch.randint(10**6, ()))
        torch.manual_seed(seed)
        z = _invert(student, weights, target, y, 1, 0.0)[0].clone().requires_grad_()
        torch.manual_seed(seed)
        got, _ = _invert(student, weights, target, y, steps, lr, training=True)
        net, optimizer = toys.generator(*weights).local().eval(), torch.optim.Adam([z], lr=lr)
        for _ in range(steps):
            optimizer.zero_grad()
            F.mse_loss(net(z, y), target).backward()
            optimizer.step()
        expect.close(got, z.detach(), f"z after {steps} steps of Adam with rate {lr}", rtol=1e-3, atol=0.02 * lr)
    torch.manual_seed(seed)
    named, _ = _invert(student, weights, target, y, 9, 0.05)
    torch.manual_seed(seed)
    default = student.invert(toys.generator(*weights), target, y, steps=9)[0]
    expect.close(default, named, "z without the argument lr, against lr=0.05,", rtol=1e-3, atol=1e-3)


def _compare_condition(student: Any, *kinds: str) -> None:
    for training in (True, False):
        weights = _weights()
        net = student.run(toys.generator(*weights, training=training))
        before = student.run(toys.condition(net))
        for steps in (4, 2):
            student.invert(net, torch.randn(3, 1, 5, 7), torch.randint(4, (3,)), steps=steps, lr=0.1)
        same_condition(before, student.run(toys.condition(net)), "invert", kinds)


@e12.check("generator-values", points=0.5)
def generator_values(student: Any) -> None:
    """Parameters and buffers of the generator are afterwards as before."""
    _compare_condition(student, "parameter", "buffer")


@e12.check("generator-state", points=0.5)
def generator_state(student: Any) -> None:
    """Gradients (also one that was there), `requires_grad` and mode of the generator are afterwards as before."""
    _compare_condition(student, "gradient", "requires_grad", "mode")


@e12.check("device", points=0.5)
def device(student: Any) -> None:
    """`invert` works on the device of generator and target; z lives there; target and y stay unchanged."""
    weights = _weights()
    target, y = _reachable(weights, 3)
    student.invert(toys.generator(*weights), target, y, steps=2)
    expect.untouched(student, "invert")
    with student.cuda():
        student.invert(toys.generator(*weights, device="cuda"), target, y, steps=3, lr=0.1)
        expect.on_device(student, "z")
