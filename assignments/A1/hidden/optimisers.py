"""A1-E7: four optimisers."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.A1.probes.optimisers import walk
from kit.checks import Exercise, expect

e7 = Exercise("A1-E7", names=("sgd_momentum", "nesterov", "rmsprop", "adam"))

STEPS = 8
DEFAULTS: dict[str, dict[str, float]] = {
    "sgd_momentum": {"lr": 1e-2, "momentum": 0.9},
    "nesterov": {"lr": 1e-2, "momentum": 0.9},
    "rmsprop": {"lr": 1e-2, "alpha": 0.99, "eps": 1e-8},
    "adam": {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8},
}
OTHERS: dict[str, dict[str, float]] = {
    "sgd_momentum": {"lr": 0.03, "momentum": 0.7},
    "nesterov": {"lr": 0.03, "momentum": 0.8},
    "rmsprop": {"lr": 0.02, "alpha": 0.8, "eps": 1e-4},
    "adam": {"lr": 0.02, "beta1": 0.8, "beta2": 0.95, "eps": 1e-4},
}


Case = tuple[str, dict[str, float], dict[int, float], float, torch.dtype, tuple[int, ...]]


def torch_path(
    name: str, start: Tensor, gradients: list[Tensor], cfg: dict[str, float], rates: dict[int, float]
) -> Tensor:
    """Weights after each step of `torch.optim`: (steps, ...)."""
    p = torch.nn.Parameter(start.clone())
    cfg = DEFAULTS[name] | cfg
    optimizer: torch.optim.Optimizer
    if name == "adam":
        betas = (cfg["beta1"], cfg["beta2"])
        optimizer = torch.optim.Adam([p], lr=cfg["lr"], betas=betas, eps=cfg["eps"])
    elif name == "rmsprop":
        optimizer = torch.optim.RMSprop([p], lr=cfg["lr"], alpha=cfg["alpha"], eps=cfg["eps"])
    else:
        optimizer = torch.optim.SGD([p], lr=cfg["lr"], momentum=cfg["momentum"], nesterov=name == "nesterov")
    path = []
    for number, gradient in enumerate(gradients):
        optimizer.param_groups[0]["lr"] = rates.get(number, optimizer.param_groups[0]["lr"])
        p.grad = gradient.clone()
        optimizer.step()
        path.append(p.detach().clone())
    return torch.stack(path)


def agrees(student: Any, name: str) -> None:
    """Compare eight steps with `torch.optim`."""
    half = {STEPS // 2: float(0.05 + 0.05 * torch.rand(()))}
    cases: list[Case] = [
        ("gradients of size 1, rate changed half way", OTHERS[name], half, 1.0, torch.float64, (4, 3)),
        ("gradients of size 1e-5, rate changed half way", OTHERS[name], half, 1e-5, torch.float64, (5,)),
        ("an empty cfg: default values", {}, {}, 1.0, torch.float64, (4, 3)),
        ("default values, gradients of size 1e-5", {}, half, 1e-5, torch.float64, (2, 5, 3)),
        ("gradients of size 1e4", OTHERS[name], half, 1e4, torch.float64, (6, 3)),
        ("one number", OTHERS[name], half, 1.0, torch.float64, ()),
        ("float32", OTHERS[name], {}, 1.0, torch.float32, (4, 3)),
    ]
    for words, cfg, rates, size, dtype, shape in cases:
        start = torch.randn(shape, dtype=dtype)
        gradients = [size * torch.randn(shape, dtype=dtype) for _ in range(STEPS)]
        run = student.run(walk(student.get(name), [start], [gradients], [cfg], rates))
        path, title = run["paths"][0], f"the move of w from its start, one row a step ({words}),"
        expect.tensor(path, title, shape=(STEPS, *shape), dtype=dtype)
        want = torch_path(name, start, gradients, cfg, rates)
        exact = dtype == torch.float64
        rtol, atol = (1e-8, 1e-13) if exact else (1e-4, 1e-6)
        expect.close(path - start, want - start, title, rtol=rtol, atol=atol)


@e7.check("momentum", points=1)
def _momentum(student: Any) -> None:
    """`sgd_momentum` follows its formula over eight steps, also when the rate changes on the way."""
    agrees(student, "sgd_momentum")


@e7.check("nesterov", points=1)
def _nesterov(student: Any) -> None:
    """`nesterov` follows its formula over eight steps, also when the rate changes on the way."""
    agrees(student, "nesterov")


@e7.check("rmsprop", points=1)
def _rmsprop(student: Any) -> None:
    """`rmsprop` follows its formula over eight steps, for large and for small gradients."""
    agrees(student, "rmsprop")


@e7.check("adam", points=1)
def _adam(student: Any) -> None:
    """`adam` follows its formula over eight steps, for large and for small gradients."""
    agrees(student, "adam")


@e7.check("adam-first-step", points=1)
def _adam_first_step(student: Any) -> None:
    """The first step of `adam` is lr * sign(g) in every coordinate, however large the gradient is."""
    for cfg in ({"lr": 0.02}, {"lr": 0.3, "beta1": 0.6, "beta2": 0.9}):
        g = torch.logspace(-3, 5, 17, dtype=torch.float64) * torch.randn(17, dtype=torch.float64).sign()
        start = torch.randn(17, dtype=torch.float64)
        path = student.run(walk(student.adam, [start], [[g]], [cfg]))["paths"][0]
        expect.tensor(path, "w after the first step", shape=(1, 17))
        expect.close(path[0] - start, -cfg["lr"] * g.sign(), "the first move of w", rtol=1e-4, atol=0.0)


@e7.check("state-in-cfg", points=1)
def _state_in_cfg(student: Any) -> None:
    """The state is in `cfg` alone, apart from other parameters, `w` and `dw`, on the device of `w`."""
    for name in e7.names:
        step, cfg = student.get(name), OTHERS[name]
        starts = [torch.randn(3, 5, dtype=torch.float64) for _ in range(2)]
        gradients = [[torch.randn(3, 5, dtype=torch.float64) for _ in range(STEPS)] for _ in starts]
        both = [starts, gradients, [cfg, cfg]]
        alone = [
            student.run(walk(step, [start], [given], [cfg]))["paths"][0]
            for start, given in zip(starts, gradients, strict=True)
        ]
        turn, reused = student.run(walk(step, *both)), student.run(walk(step, *both, reuse=True))
        shift = torch.randn(3, 5, dtype=torch.float64)
        shifted = student.run(walk(step, [starts[0]], [gradients[0]], [cfg], shift=shift))["paths"][0]
        count = torch.arange(STEPS, dtype=torch.float64)[:, None, None]
        expect.close(
            shifted, alone[0] + count * shift, f"{name}: the path when the caller moves w between the calls"
        )
        for i, start in enumerate(starts):
            before = torch.cat([start[None], turn["paths"][i][:-1]])
            expect.close(turn["gradients"][i], torch.stack(gradients[i]), f"dw after the call of {name}")
            expect.close(turn["weights"][i], before, f"w after the call of {name}")
            expect.close(
                turn["paths"][i], alone[i], f"{name}: the path of a parameter stepped in turn with another"
            )
            expect.close(
                reused["paths"][i], alone[i], f"{name}: the path when the caller overwrites w and dw later"
            )
        with student.cuda():
            placed = student.run(walk(step, [starts[0]], [gradients[0][:3]], [cfg]))
        expect.equal(
            placed["devices"], ["cuda"], f"{name}: the devices of w_new and of the state, for w on cuda"
        )
