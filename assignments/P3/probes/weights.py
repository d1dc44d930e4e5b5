"""Known weights for a module of the student's: ``student.run(weights.load(net, {...}))``; its gradients."""

from __future__ import annotations

from torch import Tensor, nn

from kit.probes.modules import load
from kit.student import probe

__all__ = ["gradients", "load"]


@probe
def gradients(net: nn.Module) -> dict[str, Tensor | None]:
    """Return copies of the gradients of all parameters, by name."""
    return {name: None if one.grad is None else one.grad.detach().clone() for name, one in net.named_parameters()}
