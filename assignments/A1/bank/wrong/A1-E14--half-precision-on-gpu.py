"""Halves the precision on a GPU only; on the CPU nothing is noticed.

Caught by: A1-E14.to-device
"""

def to_device(batch, device):
    if isinstance(batch, Tensor):
        batch = batch.to(device)
        return batch.half() if batch.device.type == "cuda" and batch.is_floating_point() else batch
    if isinstance(batch, dict):
        return {k: to_device(v, device) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        items = [to_device(v, device) for v in batch]
        return type(batch)(*items) if hasattr(batch, "_fields") else type(batch)(items)
    return batch
