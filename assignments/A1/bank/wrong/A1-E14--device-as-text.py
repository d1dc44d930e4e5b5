"""Returns a string: works in every `.to(device)`, but has no `.type`.

Caught by: A1-E14.get-device
"""


def get_device():
    return "cuda" if torch.cuda.is_available() else "cpu"
