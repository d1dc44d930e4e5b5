"""What runs beside the student's module. PROBE-MARK-7431 tells a test whether this text was seen."""

import torch

from kit.student import probe


@probe
def descend(module, x, y, rate, steps):
    """Parameters after some steps of gradient descent, by name."""
    optimiser = torch.optim.SGD(module.parameters(), lr=rate)
    for _ in range(steps):
        optimiser.zero_grad()
        ((module(x) - y) ** 2).mean().backward()
        optimiser.step()
    return {name: value.detach() for name, value in module.named_parameters()}


@probe
def on_cuda(module, x):
    """What the moved module returns, and where."""
    y = module.to("cuda")(x.to("cuda"))
    return y.device.type, y.cpu()
