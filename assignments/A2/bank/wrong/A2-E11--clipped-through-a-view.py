"""Clips a copy through its own columns: right values, and backward ends in an error about an in-place operation.

Caught by: A2-E11.inputs-gradients-device
"""
def clip_boxes(boxes, size):
    out = boxes.clone() if boxes.is_floating_point() else boxes.float()
    out[:, 0::2] = out[:, 0::2].clamp(0, size[1])
    out[:, 1::2] = out[:, 1::2].clamp(0, size[0])
    return out
