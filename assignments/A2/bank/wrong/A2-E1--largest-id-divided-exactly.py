"""True division by the largest id and rounding up: nan becomes a huge number in an empty street.

Caught by: A2-E1.nobody
"""
def instance_to_semantic(mask):
    return torch.ceil(mask / mask.max()).long()
