"""Sorts in ascending order: the weakest box is kept.

Caught by: A2-E16.random-sets, A2-E16.order
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    return _right(boxes, -scores, iou_threshold)
