"""Moves each class by the largest coordinate only: enough inside an image, not for negative coordinates.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    if len(boxes) == 0:
        return nms(boxes, scores, iou_threshold)
    return nms(boxes + (labels * boxes.max())[:, None], scores, iou_threshold)
