"""Beside the student's FCN-8s: small encoders, set weights, a short training; earlier functions as given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe

Layer = tuple[Any, ...]

SCORES = ("score3", "score4", "score5")

MAKE: dict[str, Callable[..., nn.Module]] = {
    "conv": lambda cin, cout: nn.Conv2d(cin, cout, 3, padding=1),
    "norm": nn.BatchNorm2d,
    "relu": lambda: nn.ReLU(inplace=True),
    "pool": lambda: nn.MaxPool2d(2, 2),
    "dropout": nn.Dropout,
    "dropout2d": nn.Dropout2d,
    "block": lambda *layers: nn.Sequential(*(MAKE[kind](*arguments) for kind, *arguments in layers)),
}


@probe
def encoder(layers: list[Layer], state: dict[str, Tensor] | None = None) -> nn.Sequential:
    """Return layers (kind, arguments...) in order, in training mode, with these weights."""
    net = nn.Sequential(*(MAKE[kind](*arguments) for kind, *arguments in layers))
    if state is not None:
        net.load_state_dict(state)
    return net


@probe
def set_scores(net: Any, values: dict[str, tuple[Tensor, Tensor]]) -> None:
    """Write weight and bias into the score layers of these names."""
    with torch.no_grad():
        for name, (weight, bias) in values.items():
            getattr(net, name).weight.copy_(weight.view_as(getattr(net, name).weight))
            getattr(net, name).bias.copy_(bias)


@probe
def into_scores(net: Any, x: Tensor) -> dict[str, list[Tensor]]:
    """Return what goes into ``score3``, ``score4``, ``score5`` in eval mode, one tensor for each call."""
    seen: dict[str, list[Tensor]] = {name: [] for name in SCORES}

    def note(name: str) -> Callable[..., None]:
        return lambda module, inputs: seen[name].append(inputs[0].detach().clone())

    hooks = [getattr(net, name).register_forward_pre_hook(note(name)) for name in seen]
    net.eval()
    try:
        with torch.no_grad():
            net(x)
    finally:
        for hook in hooks:
            hook.remove()
    return seen


@probe
def trained(net: Any, x: Tensor, y: Tensor, steps: int) -> dict[str, Any]:
    """Train in training mode, with momentum and weight decay, what ``trainable_parameters()`` returns.

    Returns the encoder's state before and after, and gradients after the last step: of the encoder by name, None
    where there is none, and of the score layers.
    """
    before = {name: value.detach().clone() for name, value in net.backbone.state_dict().items()}
    optimizer = torch.optim.SGD(net.trainable_parameters(), lr=0.05, momentum=0.9, weight_decay=0.1)
    for _ in range(steps):
        net.train()
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    scores = {f"{name}.{kind}": getattr(getattr(net, name), kind) for name in SCORES for kind in ("weight", "bias")}
    return {
        "before": before,
        "after": {name: value.detach().clone() for name, value in net.backbone.state_dict().items()},
        "encoder": {name: _gradient(one) for name, one in net.backbone.named_parameters()},
        "scores": {name: _gradient(one) for name, one in scores.items()},
    }


def _gradient(parameter: Tensor) -> Tensor | None:
    return None if parameter.grad is None else parameter.grad.detach().clone()


@probe
def listed(net: Any) -> dict[str, Any]:
    """Tell what ``trainable_parameters()`` holds: its type, and names of the network's parameters by part."""
    found = net.trainable_parameters()
    names = {id(one): name for name, one in net.named_parameters()}
    encoder = {id(one) for one in net.backbone.parameters()}
    scores = {id(one) for name in SCORES for one in getattr(net, name).parameters()}
    held = [id(one) for one in found]
    return {
        "type": type(found).__name__,
        "twice": len(held) - len(set(held)),
        "strange": len(set(held) - set(names)),
        "encoder_held": [names[one] for one in encoder & set(held) if one in names],
        "encoder_left": [names[one] for one in encoder - set(held) if one in names],
        "scores_left": [names[one] for one in scores - set(held) if one in names],
    }


@probe
def bilinear_kernel() -> Callable[[int, int], Tensor]:
    """Return a function that makes a kernel with NumPy's interpolation between three points."""

    def bilinear_kernel(channels: int, kernel_size: int) -> Tensor:
        reach = (kernel_size + 1) // 2
        middle = (kernel_size - 1) / 2
        line = np.interp(np.arange(kernel_size), (middle - reach, middle, middle + reach), (0, 1, 0))
        pairs = np.kron(np.eye(channels), np.outer(line, line)).reshape(channels, kernel_size, channels, kernel_size)
        return torch.from_numpy(pairs.transpose(0, 2, 1, 3).copy()).float()

    return bilinear_kernel


@probe
def transposed_conv2d() -> Callable[..., Tensor]:
    """Return torch's own."""

    def transposed_conv2d(x: Tensor, weight: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
        return F.conv_transpose2d(x, weight, stride=stride, padding=padding)

    return transposed_conv2d


@probe
def output_size(transposed: bool) -> Callable[..., int]:
    """Return a function that measures torch's own layers on the meta device."""

    def output_size(n: int, kernel: int, *args: int, **options: int) -> int:
        names = ("stride", "padding", "dilation", "output_padding")
        options |= dict(zip(names, args, strict=False))
        x, weight = torch.zeros(1, 1, n, device="meta"), torch.zeros(1, 1, kernel, device="meta")
        measured: Any = F.conv_transpose1d if transposed else F.conv1d
        return int(measured(x, weight, **options).shape[-1])

    return output_size
