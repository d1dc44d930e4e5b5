"""Moves each class by a fixed 10 pixels.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    return nms(boxes + 10.0 * labels[:, None], scores, iou_threshold)
