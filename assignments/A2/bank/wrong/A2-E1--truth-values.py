"""A comparison without a cast: looks like 0 and 1 when printed as a picture.

Caught by: A2-E1.int64
"""
def instance_to_semantic(mask):
    return mask > 0
