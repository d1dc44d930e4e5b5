"""Moves the tensors of the outer container only: enough for (x, y), a nested batch stays behind.

Caught by: A1-E14.to-device
"""


def to_device(batch, device):
    def move(value):
        return value.to(device) if isinstance(value, Tensor) else value

    if isinstance(batch, dict):
        return {key: move(value) for key, value in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(value) for value in batch)
    return move(batch)
