"""Clips the boxes that came in; nobody notices as long as only the result is used.

Caught by: A2-E11.inputs-gradients-device
"""
def clip_boxes(boxes, size):
    if not boxes.is_floating_point():
        boxes = boxes.float()
    boxes[:, 0::2].clamp_(0, size[1])
    boxes[:, 1::2].clamp_(0, size[0])
    return boxes
