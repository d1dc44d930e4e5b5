"""torch's own map over nests, and the accelerator's interface."""
from torch.utils._pytree import tree_map


def get_device() -> torch.device:
    if torch.accelerator.is_available() and torch.accelerator.current_accelerator().type == "cuda":
        return torch.accelerator.current_accelerator()
    return torch.device("cpu")


def to_device(batch, device):
    return tree_map(lambda leaf: leaf.to(device) if isinstance(leaf, Tensor) else leaf, batch)
