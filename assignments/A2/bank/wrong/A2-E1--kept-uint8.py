"""The values are right, the dtype is that of the file; the loss asks for int64 later.

Caught by: A2-E1.int64
"""
def instance_to_semantic(mask):
    return (mask > 0).to(mask.dtype)
