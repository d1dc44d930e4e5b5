"""Looks for the range of the coordinates of no boxes.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    span = boxes.max() - boxes.min() + 1
    return nms(boxes + (labels * span)[:, None], scores, iou_threshold)
