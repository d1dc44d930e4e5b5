"""Each class is moved by ten million: in float32 nothing is left of the coordinates.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    return nms(boxes + 1e7 * labels[:, None], scores, iou_threshold)
