"""Makes a tensor of the same shape on the device; shapes and dtypes are right, the values are lost.

Caught by: A1-E14.to-device
"""

def to_device(batch, device):
    if isinstance(batch, Tensor):
        return torch.empty_like(batch, device=device)
    if isinstance(batch, dict):
        return {k: to_device(v, device) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        items = [to_device(v, device) for v in batch]
        return type(batch)(*items) if hasattr(batch, "_fields") else type(batch)(items)
    return batch
