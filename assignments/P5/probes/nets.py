"""Beside the student's networks: weights away from their start, known weights by shape."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from kit.student import probe

NORM = ("weight", "bias", "running_mean", "running_var")


@probe
def stir(net: nn.Module, scale: float = 0.3) -> None:
    """Add noise of deviation `scale` to all parameters, move running statistics; leave `net` in eval mode.

    Other buffers, such as a stored identity, stay as they are.
    """
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(scale * torch.randn_like(parameter))
        for name, value in net.named_buffers():
            if name.endswith("running_mean"):
                value.add_(0.3 * torch.randn_like(value))
            elif name.endswith("running_var"):
                value.mul_(0.5 + 1.5 * torch.rand_like(value))
    net.eval()


@probe
def place(net: nn.Module, weights: list[Tensor], norms: Sequence[dict[str, Tensor]] = ()) -> bool:
    """Give `net` these values by their shapes, trailing ones left out; say whether every parameter got one.

    Nothing is changed where a shape does not fit exactly one parameter.

    Parameters
    ----------
    weights
        Matrices (out, in) and biases (out,) of linear maps, slopes; each of another shape.
    norms
        ``weight``, ``bias``, ``running_mean``, ``running_var`` of batch norms, each of another length.
    """
    free: dict[tuple[int, ...], list[Tensor]] = {}
    found: dict[int, list[nn.Module]] = {}
    for module in net.modules():
        if isinstance(module, _BatchNorm):
            found.setdefault(module.num_features, []).append(module)
        else:
            for one in module.parameters(recurse=False):
                free.setdefault(_trimmed(one), []).append(one)
    pairs: list[tuple[Tensor, Tensor]] = []
    for value in weights:
        places = free.pop(_trimmed(value), [])
        if len(places) != 1:
            return False
        pairs.append((places[0], value))
    for values in norms:
        layers = found.pop(len(values["weight"]), [])
        if len(layers) != 1 or any(getattr(layers[0], name) is None for name in NORM):
            return False
        pairs += [(getattr(layers[0], name), values[name]) for name in NORM]
    if free or found:
        return False
    with torch.no_grad():
        for target, value in pairs:
            target.copy_(value.reshape(target.shape))
    return True


def _trimmed(value: Tensor) -> tuple[int, ...]:
    shape = list(value.shape)
    while shape and shape[-1] == 1:
        shape.pop()
    return tuple(shape)
