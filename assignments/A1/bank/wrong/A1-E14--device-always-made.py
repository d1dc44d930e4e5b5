"""Tries to name the device in place of using it: naming never fails.

Caught by: A1-E14.get-device
"""

def get_device():
    try:
        return torch.device("cuda")
    except RuntimeError:
        return torch.device("cpu")
