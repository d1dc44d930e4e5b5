"""What runs beside the student's module."""

import torch

from kit.student import probe


@probe
def train(module, x, y, steps):
    """Losses of `steps` steps of SGD."""
    optimiser = torch.optim.SGD(module.parameters(), lr=0.1)
    losses = []
    for _ in range(steps):
        loss = ((module(x) - y) ** 2).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses


@probe
def on_cuda(module, x):
    """The device type of what the moved module returns."""
    return module.to("cuda")(x).device.type
