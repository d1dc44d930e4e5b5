"""Returns the boxes that are left, not their positions.

Caught by: A2-E16.random-sets
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    return boxes[_right(boxes, scores, iou_threshold)]
