"""What the checks of encoder and decoder share: the structure is free, so they look at behaviour only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from kit.checks import CheckFailed, expect


def module(net: Any, name: str) -> Any:
    """The student's network, which has to be a module."""
    expect.that(getattr(net, "kind", "") == "module", f"{name} should be an nn.Module")
    return net


def parameter_count(net: Any) -> int:
    """How many numbers are learned."""
    return sum(one.numel() for one in dict(net.named_parameters()).values())


def defaults(make: Callable[..., Any], **written: int) -> None:
    """Left to its defaults, a network is as large as with these values of the signature."""
    same = parameter_count(make()) == parameter_count(make(**written))
    expect.that(same, "without arguments the network is not that of the signature's defaults")


def smooth_images(n: int, channels: int, side: int) -> Tensor:
    """Random images (n, channels, side, side) in [0, 1] without fine detail."""
    coarse = torch.rand(n, channels, 4, 4)
    return F.interpolate(coarse, size=(side, side), mode="bilinear")


def every_parameter_learns(net: Any, outputs: list[Tensor]) -> None:
    """Each parameter of `net` gets a finite gradient from `outputs`, kernels and matrices one that is not 0."""
    try:
        torch.stack([(one * torch.randn_like(one)).sum() for one in outputs]).sum().backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
    parameters = dict(net.named_parameters())
    expect.that(bool(parameters), "the network has no parameters")
    for name, parameter in parameters.items():
        expect.that(parameter.grad is not None, f"no gradient reaches {name}")
        expect.finite(parameter.grad, f"the gradient of {name}")
        if parameter.dim() > 1:
            expect.that(bool((parameter.grad != 0).any()), f"the gradient of {name} is 0")
