"""Finds out whether a device can be used by putting a tensor there."""


def get_device() -> torch.device:
    try:
        torch.zeros(1, device="cuda")
    except (RuntimeError, AssertionError):
        return torch.device("cpu")
    return torch.device("cuda")
