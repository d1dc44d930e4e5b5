"""The device is always "cuda": right on the author's machine, an error on a laptop.

Caught by: A1-E14.get-device
"""


def get_device():
    return torch.device("cuda")
