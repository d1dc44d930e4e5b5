"""Networks away from their first weights, so that layers which begin at zero do something."""

from __future__ import annotations

import torch
from torch import nn

from kit.student import probe


@probe
def stir(net: nn.Module, scale: float = 0.05) -> None:
    """Add normal noise of standard deviation `scale` to all parameters; leave `net` in eval mode."""
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(scale * torch.randn_like(parameter))
    net.eval()
