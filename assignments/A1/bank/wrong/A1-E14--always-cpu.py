"""The device is always the CPU: everything runs, a GPU is never used.

Caught by: A1-E14.get-device
"""


def get_device():
    return torch.device("cpu")
