"""Beside the student's network and loops: a short training, a classifier that notes what is done to it."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit import weights
from kit.student.probe import probe


@probe
def learn(model: nn.Module, x: Tensor, y: Tensor, steps: int, lr: float) -> None:
    """Take Adam steps on one batch, in training mode."""
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


@probe
def saved_logits(model: nn.Module, name: str, x: Tensor) -> Tensor:
    """Load the saved weights into `model` and return its logits for `x` in eval mode."""
    state, _ = weights.load(name)
    model.load_state_dict(state)
    model.eval()
    with torch.no_grad():
        return torch.cat([model(part) for part in x.split(250)])


class _Noting(nn.Module):
    """A linear classifier with two silent companions whose modes and buffers can be seen to change.

    The forward pass returns x W' + b exactly; `seen` keeps, for each call, the modes of all modules, whether
    gradients are on, the device of the input and its first value.
    """

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
        self.norm = nn.BatchNorm1d(weight.shape[1], affine=False, dtype=weight.dtype)
        self.inner = nn.Sequential(nn.Dropout(0.5), nn.Identity())
        self.seen: list[tuple[list[bool], bool, str, float]] = []
        self.steps: list[Tensor] = []
        self.weight.register_post_accumulate_grad_hook(self._note_gradient)

    def _note_gradient(self, weight: Tensor) -> None:
        self.steps.append(weight.grad.detach().cpu().clone())

    def forward(self, x: Tensor) -> Tensor:
        x = x.flatten(1)
        modes = [module.training for module in self.modules()]
        self.seen.append((modes, torch.is_grad_enabled(), x.device.type, float(x[0, 0])))
        if len(x) > 1:
            self.inner(self.norm(x))  # moves the buffers in training mode, adds nothing to the result
        return x @ self.weight.T + self.bias


@probe
def noting(weight: Tensor, bias: Tensor, train: bool) -> nn.Module:
    """Return a classifier with weight (C, D), bias (C,) that notes how it is called, in this mode."""
    return _Noting(weight, bias).train(train)


@probe
def notes(model: _Noting) -> list[tuple[list[bool], bool, str, float]]:
    """Return what a noting classifier has seen: modes, gradients on, device, first value of the input."""
    return model.seen


@probe
def gradients(model: _Noting) -> list[Tensor]:
    """Return the gradient (C, D) in the weight of a noting classifier after each backward pass."""
    return model.steps


@probe
def state(model: nn.Module) -> dict[str, Any]:
    """Return modes, parameters, buffers and gradients of a model, and the devices of its parameters."""
    return {
        "modes": [module.training for module in model.modules()],
        "parameters": [value.detach().cpu().clone() for value in model.parameters()],
        "buffers": [value.detach().cpu().clone() for value in model.buffers()],
        "gradients": [
            None if value.grad is None else value.grad.cpu().clone() for value in model.parameters()
        ],
        "devices": [value.device.type for value in model.parameters()],
    }


@probe
def moved(model: nn.Module) -> nn.Module:
    """Return the model on the CUDA device."""
    return model.to("cuda")


@probe
def counter() -> Any:
    """Return a stand-in for `evaluate` that reads a noting classifier and leaves it in eval mode."""

    def evaluate(model: _Noting, batches: Any, device: Any = "cpu") -> float:
        weight, bias = model.weight.detach().cpu(), model.bias.detach().cpu()
        hits = [(x.cpu().flatten(1) @ weight.T + bias).argmax(1) == y.cpu() for x, y in batches]
        model.eval()
        return float(torch.cat(hits).double().mean())

    return evaluate
