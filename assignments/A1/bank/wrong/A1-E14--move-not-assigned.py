"""`.to(device)` is called but its result is not used: on a machine without GPU nothing is noticed.

Caught by: A1-E14.to-device
"""


def to_device(batch, device):
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        moved = dict(batch)
        for value in moved.values():
            to_device(value, device)
        return moved
    if isinstance(batch, (list, tuple)):
        for value in batch:
            to_device(value, device)
        return batch if isinstance(batch, tuple) else list(batch)
    return batch
