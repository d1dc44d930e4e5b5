"""Overwrites the annotation: the first epoch is right, the second converts converted boxes.

Caught by: A2-E11.inputs-gradients-device
"""
def xyhw_to_xyxy(boxes):
    if not boxes.is_floating_point():
        boxes = boxes.float()
    h, w = boxes[:, 2].clone(), boxes[:, 3].clone()
    boxes[:, 2] = boxes[:, 0] + w
    boxes[:, 3] = boxes[:, 1] + h
    return boxes
