"""Fills a new tensor that lies on the CPU: works where there is no GPU.

Caught by: A2-E1.argument-and-device
"""
def instance_to_semantic(mask):
    labels = torch.zeros(mask.shape, dtype=torch.int64)
    labels[mask > 0] = 1
    return labels
