"""Beside the student's attention, blocks and ViT: backward passes, short trainings, what a call leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe


@probe
def backward(function: Callable[..., Any], inputs: list[Tensor]) -> dict[str, list[Tensor | None]]:
    """Call `function` on the inputs and differentiate the sum of squares of what comes out.

    Returns the outputs and the gradients of the inputs and, if it is a module, of its parameters.
    """
    inputs = [one.detach().requires_grad_() for one in inputs]
    if isinstance(function, nn.Module):
        function.zero_grad()
    found = function(*inputs)
    outputs = list(found) if isinstance(found, tuple) else [found]
    total: Any = sum(one.square().sum() for one in outputs)
    total.backward()
    parameters = function.parameters() if isinstance(function, nn.Module) else ()
    return {
        "outputs": [one.detach() for one in outputs],
        "inputs": [one.grad for one in inputs],
        "parameters": [one.grad for one in parameters],
    }


@probe
def overfit(net: nn.Module, x: Tensor, y: Tensor, steps: int, lr: float) -> Tensor:
    """Take AdamW steps on one batch in training mode; return the logits afterwards, in eval mode."""
    optimizer = torch.optim.AdamW(net.parameters(), lr=lr)
    net.train()
    for _ in range(steps):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        logits: Tensor = net(x)
    return logits


@probe
def traces(net: nn.Module) -> dict[str, Any]:
    """Modes, hooks, attributes, gradients and values of a module and its parts."""
    hooks = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks", "_state_dict_hooks")
    everywhere = torch.nn.modules.module
    return {
        "modes": [one.training for one in net.modules()],
        "hooks": sum(len(getattr(one, kind)) for one in net.modules() for kind in hooks)
        + len(everywhere._global_forward_hooks)
        + len(everywhere._global_forward_pre_hooks),
        "attributes": [sorted(vars(one)) for one in net.modules()],
        "methods": [callable(vars(one).get("forward")) for one in net.modules()],
        "gradients": [None if one.grad is None else one.grad.clone() for one in net.parameters()],
        "wanted": [one.requires_grad for one in net.parameters()],
        "values": {name: value.detach().clone() for name, value in (*net.named_parameters(), *net.named_buffers())},
    }


@probe
def recording() -> bool:
    """Whether torch records gradients; from now on it does."""
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    return before


@probe
def unrecorded(function: Callable[..., Any], net: nn.Module, images: Tensor) -> dict[str, bool]:
    """Call `function` where gradients are off; tell whether they are on afterwards, and whether it drew numbers."""
    with torch.no_grad():
        before = torch.get_rng_state()
        function(net, images)
        return {"recording": torch.is_grad_enabled(), "drawn": not torch.equal(before, torch.get_rng_state())}


@probe
def written_over(function: Callable[..., Any], *sizes: int) -> Any:
    """Call `function`, write into what it returns, and return what a second call gives."""
    first = function(*sizes)
    if isinstance(first, Tensor):
        with torch.inference_mode():
            first.fill_(7.0)
    return function(*sizes)
