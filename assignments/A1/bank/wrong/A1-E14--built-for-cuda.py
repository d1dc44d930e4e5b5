"""Asks whether the library was built with CUDA, not whether a device can be used: passes on most machines.

Caught by: A1-E14.get-device
"""


def get_device():
    return torch.device("cuda" if torch.version.cuda is not None else "cpu")
