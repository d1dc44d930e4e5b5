"""Detaches before the move; data from a loader carry no graph, so nothing shows.

Caught by: A1-E14.to-device
"""

def to_device(batch, device):
    if isinstance(batch, Tensor):
        return batch.detach().to(device)
    if isinstance(batch, dict):
        return {k: to_device(v, device) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        items = [to_device(v, device) for v in batch]
        return type(batch)(*items) if hasattr(batch, "_fields") else type(batch)(items)
    return batch
