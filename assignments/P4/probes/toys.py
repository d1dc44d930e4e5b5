"""A linear generator and a small classifier of known weights, and what a call has changed in a module."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from kit.student import probe


class LinearGenerator(nn.Module):
    """``norm(weight z + offset[y])`` as images (B, 1, h, w); batch normalisation has moved statistics."""

    def __init__(self, weight: Tensor, offset: Tensor) -> None:
        super().__init__()
        self.z_dim = weight.shape[-1]
        self.weight = nn.Parameter(weight.clone())
        self.offset = nn.Parameter(offset.clone(), requires_grad=False)
        self.dropout = nn.Dropout(0.3)
        self.norm = nn.BatchNorm2d(1)
        with torch.no_grad():
            self.norm.weight.fill_(1.3)
            self.norm.bias.fill_(-0.2)
        self.norm.get_buffer("running_mean").fill_(0.4)
        self.norm.get_buffer("running_var").fill_(1.8)

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Latents (B, z_dim) and labels (B,) to (B, 1, h, w)."""
        flat = torch.einsum("hwd,bd->bhw", self.weight, z) + self.offset[y]
        images: Tensor = self.norm(self.dropout(flat[:, None]))
        return images


@probe
def generator(weight: Tensor, offset: Tensor, training: bool = False, device: str = "cpu") -> LinearGenerator:
    """Make a generator: weight (h, w, z_dim), offset (K, h, w), which is frozen; ``norm.weight`` has a gradient."""
    net = LinearGenerator(weight.cpu(), offset.cpu()).to(device).train(training)
    net.norm.weight.grad = torch.full_like(net.norm.weight, 0.7)
    return net


class Classifier(nn.Module):
    """Convolution, batch normalisation, tanh, dropout, linear layer; looks only at pixels where `mask` is 1."""

    def __init__(self, weights: dict[str, Tensor], mask: Tensor) -> None:
        super().__init__()
        channels, inputs = weights["conv"].shape[:2]
        self.conv = nn.Conv2d(inputs, channels, 3, padding=1)
        self.norm = nn.BatchNorm2d(channels)
        self.dropout = nn.Dropout(0.4)
        self.head = nn.Linear(channels * mask.shape[-2] * mask.shape[-1], len(weights["head"]))
        self.register_buffer("mask", mask.clone())
        with torch.no_grad():
            self.conv.weight.copy_(weights["conv"])
            self.head.weight.copy_(weights["head"])
            for layer in (self.conv, self.head):
                layer.get_parameter("bias").fill_(0.1)
        self.norm.get_buffer("running_mean").copy_(weights["mean"])
        self.norm.get_buffer("running_var").copy_(weights["var"])

    def forward(self, x: Tensor) -> Tensor:
        """Images (N, C, H, W) to logits (N, K)."""
        hidden = self.norm(self.conv(x * self.get_buffer("mask"))).tanh()
        logits: Tensor = self.head(self.dropout(hidden).flatten(1))
        return logits


@probe
def classifier(
    weights: dict[str, Tensor],
    mask: Tensor,
    training: bool = False,
    dtype: torch.dtype = torch.float64,
    device: str = "cpu",
) -> Classifier:
    """Make a classifier; the bias of the convolution is frozen, the head's weight has a gradient already."""
    net = Classifier({name: value.cpu() for name, value in weights.items()}, mask.cpu())
    net.to(device, dtype).train(training)
    net.conv.get_parameter("bias").requires_grad_(False)
    net.head.weight.grad = torch.full_like(net.head.weight, 0.7)
    return net


@probe
def condition(module: nn.Module) -> dict[str, Any]:
    """Parameters, buffers, gradients (None: none), flags and modes of a module, copied."""
    parameters = dict(module.named_parameters())
    return {
        "parameter": {name: value.detach().clone() for name, value in parameters.items()},
        "buffer": {name: value.detach().clone() for name, value in module.named_buffers()},
        "gradient": {name: None if p.grad is None else p.grad.detach().clone() for name, p in parameters.items()},
        "requires_grad": {name: value.requires_grad for name, value in parameters.items()},
        "mode": {name or "the model": one.training for name, one in module.named_modules()},
    }
