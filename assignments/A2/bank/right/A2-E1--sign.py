"""The sign of a cast mask.
"""
def instance_to_semantic(mask: Tensor) -> Tensor:
    return torch.sign(mask.long())
