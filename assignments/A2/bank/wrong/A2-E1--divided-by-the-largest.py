"""Divides by the largest id: right with one person, and a mask without people is 0/0.

Caught by: A2-E1.every-person
"""
def instance_to_semantic(mask):
    return torch.div(mask, mask.max(), rounding_mode="floor").long()
