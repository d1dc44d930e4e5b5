"""Encoders of known weights, and what a check looks at or turns in the student's PointCLIP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from kit.student import probe


class Encoder(nn.Module):
    """Images (M, 3, s, s), one row of `weight` (D, 3*s*s) for each feature; batch norm and dropout if `normed`."""

    def __init__(self, weight: Tensor, normed: bool) -> None:
        super().__init__()
        dim = len(weight)
        self.weight = nn.Parameter(weight.clone())
        self.norm = nn.BatchNorm1d(dim) if normed else nn.Identity()
        self.dropout = nn.Dropout(0.4 if normed else 0.0)
        if normed:
            with torch.no_grad():
                self.norm.get_parameter("weight").copy_(torch.linspace(0.7, 1.4, dim))
                self.norm.get_parameter("bias").copy_(torch.linspace(-0.3, 0.5, dim))
            self.norm.get_buffer("running_mean").copy_(torch.linspace(0.4, -0.2, dim))
            self.norm.get_buffer("running_var").copy_(torch.linspace(0.6, 1.9, dim))

    def forward(self, images: Tensor) -> Tensor:
        """(M, 3, s, s) to (M, D)."""
        features: Tensor = self.dropout(self.norm(images.flatten(1) @ self.weight.T))
        return features


@probe
def encoder(weight: Tensor, normed: bool = False, device: str = "cpu") -> Encoder:
    """Make an encoder in train mode, of the dtype of `weight`; its weight has a gradient already if `normed`."""
    net = Encoder(weight.cpu(), normed).to(device, weight.dtype)
    if normed:
        net.weight.grad = torch.full_like(net.weight, 0.7)
    return net


@probe
def function(weight: Tensor) -> Callable[[Tensor], Tensor]:
    """Return an encoder without batch norm that is a plain function."""
    return lambda images: images.flatten(1) @ weight.T


@probe
def switch(model: Any, on: bool) -> None:
    """Set the model's `adapter_on`."""
    model.adapter_on = on


@probe
def moved(model: nn.Module, place: Any) -> None:
    """Move the model to a dtype or device."""
    model.to(place)


@probe
def mode(model: nn.Module, training: bool) -> bool:
    """Set the mode of the model; say whether `train` returns the model itself."""
    return model.train(training) is model


@probe
def encoder_modes(model: Any) -> list[bool]:
    """Return whether parts of the model's encoder are in train mode."""
    return [part.training for part in nn.Module.modules(model.encoder)]


def _named(model: nn.Module) -> dict[str, nn.Parameter]:
    return dict(nn.Module.named_parameters(model))


@probe
def learning(model: Any) -> dict[str, Any]:
    """Say which parameters require gradients, which are the adapter's, the encoder's, and which the model names.

    Each list has the names within the model; a parameter that the model does not hold is called ``"?"``.
    """
    names = {id(one): name for name, one in _named(model).items()}
    parts = {
        part: [names.get(id(one), "?") for one in (getattr(model, part).parameters() if getattr(model, part) else ())]
        for part in ("adapter", "encoder")
    }
    told = model.trainable_parameters()
    return {
        **parts,
        "kind": type(told).__name__,
        "told": [names.get(id(one), "?") for one in told],
        "wanted": [name for name, one in _named(model).items() if one.requires_grad],
    }


@probe
def condition(module: nn.Module) -> dict[str, dict[str, Any]]:
    """Parameters, buffers and gradients (None: none) of a module, copied."""
    parameters = _named(module)
    return {
        "parameter": {name: value.detach().clone() for name, value in parameters.items()},
        "buffer": {name: value.detach().clone() for name, value in nn.Module.named_buffers(module)},
        "gradient": {name: None if p.grad is None else p.grad.detach().clone() for name, p in parameters.items()},
    }


@probe
def gradients(model: Any, points: Tensor, labels: Tensor) -> dict[str, Tensor | None]:
    """Clear all gradients, take the cross entropy's, and return those of all parameters by name."""
    for one in _named(model).values():
        one.grad = None
    logits = model(points)
    (torch.logsumexp(logits, 1) - logits.gather(1, labels[:, None])[:, 0]).mean().backward()
    return {name: None if one.grad is None else one.grad.clone() for name, one in _named(model).items()}


@probe
def adapter_gradient_norm(model: Any) -> float:
    """Length of the gradient that lies on the adapter's parameters; 0 if there is none."""
    found = [one.grad.flatten() for one in model.adapter.parameters() if one.grad is not None]
    return float(torch.cat(found).norm()) if found else 0.0
