"""The right boxes in the order of the input: wrong as soon as the input is not sorted.

Caught by: A2-E16.order
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    return _right(boxes, scores, iou_threshold).sort().values
