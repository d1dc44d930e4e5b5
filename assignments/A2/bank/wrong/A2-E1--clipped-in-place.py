"""Clips the mask itself: the instances are gone for everybody who uses the mask later.

Caught by: A2-E1.argument-and-device
"""
def instance_to_semantic(mask):
    return mask.clamp_(max=1).long()
