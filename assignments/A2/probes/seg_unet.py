"""Beside the student's U-Net: what goes through its blocks, changed weights, a short training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe


@probe
def passed(net: Any, x: Tensor) -> dict[str, Any]:
    """Run `net` in eval mode; return its output, inputs of each ``up``, outputs of ``inc``, ``downs``, ``ups``."""
    seen: dict[str, Any] = {"encoder": [], "ups": [], "decoder": []}

    def note_output(key: str) -> Callable[..., None]:
        return lambda module, inputs, output: seen[key].append(output.detach().clone())

    def note_inputs(module: nn.Module, inputs: tuple[Any, ...], options: dict[str, Any]) -> None:
        named = (options[name] for name in ("x", "skip") if name in options)
        seen["ups"].append([one.detach().clone() for one in (*inputs, *named)])

    hooks = [block.register_forward_hook(note_output("encoder")) for block in (net.inc, *net.downs)]
    hooks += [block.register_forward_hook(note_output("decoder")) for block in net.ups]
    hooks += [block.register_forward_pre_hook(note_inputs, with_kwargs=True) for block in net.ups]
    net.eval()
    try:
        with torch.no_grad():
            seen["output"] = net(x).clone()
    finally:
        for hook in hooks:
            hook.remove()
    return seen


@probe
def without_depth(net: Any, images: list[Tensor]) -> list[Tensor]:
    """Run `net` on each tensor of images in eval mode, with zeros in place of what ``downs`` give."""
    hooks = [
        block.register_forward_hook(lambda module, inputs, output: torch.zeros_like(output)) for block in net.downs
    ]
    net.eval()
    try:
        with torch.no_grad():
            return [net(x).clone() for x in images]
    finally:
        for hook in hooks:
            hook.remove()


@probe
def ways_back(net: Any, x: Tensor) -> dict[str, bool]:
    """Whether a gradient reaches the kernels of ``inc`` with ``"skips"``, and with ``"downs"``, detached."""

    def cut_skip(module: nn.Module, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
        named = {name: one.detach() if name == "skip" else one for name, one in options.items()}
        return tuple(one.detach() if i == 1 else one for i, one in enumerate(inputs)), named

    kernels = [one for one in net.inc.parameters() if one.dim() == 4]
    reached = {}
    net.train()
    for way in ("skips", "downs"):
        if way == "skips":
            hooks = [block.register_forward_pre_hook(cut_skip, with_kwargs=True) for block in net.ups]
        else:
            hooks = [block.register_forward_hook(lambda *call: call[2].detach()) for block in net.downs]
        net.zero_grad()
        try:
            net(x).square().sum().backward()
        finally:
            for hook in hooks:
                hook.remove()
        reached[way] = all(one.grad is not None and bool((one.grad != 0).any()) for one in kernels)
    return reached


@probe
def registered(net: Any) -> list[dict[str, Any]]:
    """For each block: its name, how many kernels (4-dim) it has, and whether all are in ``net.parameters()``."""
    known = {id(parameter) for parameter in net.parameters()}
    blocks = [("inc", net.inc), ("head", net.head)]
    blocks += [(f"{key}[{i}]", one) for key in ("downs", "ups") for i, one in enumerate(getattr(net, key))]
    return [
        {
            "name": name,
            "kernels": sum(one.dim() == 4 for one in block.parameters()),
            "known": all(id(one) in known for one in block.parameters()),
        }
        for name, block in blocks
    ]


@probe
def scale_head(net: Any, factor: float) -> None:
    """Multiply all parameters of ``head``."""
    with torch.no_grad():
        for parameter in net.head.parameters():
            parameter.mul_(factor)


@probe
def settle(module: nn.Module, *inputs: Tensor) -> nn.Module:
    """Draw factors and move statistics of normalisation; leave `module` in eval mode."""
    module.train()
    with torch.no_grad():
        for part in module.modules():
            if isinstance(part, nn.modules.batchnorm._BatchNorm) and part.affine:
                part.weight.uniform_(0.7, 1.3)
                part.bias.uniform_(-0.2, 0.3)
        for _ in range(3):
            module(*inputs)
    return module.eval()


@probe
def learn(net: nn.Module, x: Tensor, y: Tensor, steps: int, lr: float) -> None:
    """Take Adam steps on one batch of images and labels, in training mode."""
    net.train()
    optimizer = torch.optim.Adam(net.parameters(), lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
