"""Returns the IoU: right where the boxes fill their hull.

Caught by: A2-E12.giou-values, A2-E12.giou-gradient
"""
def generalized_box_iou(a, b):
    return box_iou(a, b)
