"""Reads the bytes as signed numbers: persons 128 to 255 become negative.

Caught by: A2-E1.every-person
"""
def instance_to_semantic(mask):
    return (mask.to(torch.int8) > 0).long()
