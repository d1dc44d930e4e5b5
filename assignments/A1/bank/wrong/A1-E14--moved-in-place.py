"""Writes the moved tensors into the caller's own dict and lists: the result is right, the argument is not the old one.

Caught by: A1-E14.to-device
"""


def to_device(batch, device):
    if isinstance(batch, Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        for key in batch:
            batch[key] = to_device(batch[key], device)
        return batch
    if isinstance(batch, list):
        for number, value in enumerate(batch):
            batch[number] = to_device(value, device)
        return batch
    if isinstance(batch, tuple):
        items = [to_device(value, device) for value in batch]
        return type(batch)(*items) if hasattr(batch, "_fields") else tuple(items)
    return batch
