"""A mask made on the CPU: fails only on a GPU.

Caught by: P5-E11.arguments-and-device
"""

def relu(x):
    return torch.maximum(x, torch.zeros(x.shape, dtype=x.dtype))
