"""Compares with float32 zeros: half precision becomes float32.

Caught by: P5-E11.arguments-and-device
"""

def relu(x):
    return torch.maximum(x, torch.zeros(1, device=x.device)).to(torch.promote_types(x.dtype, torch.float32))
