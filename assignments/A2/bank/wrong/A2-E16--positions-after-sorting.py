"""Returns positions in the sorted list: right for sorted input.

Caught by: A2-E16.random-sets
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    kept = _right(boxes, scores, iou_threshold)
    return scores.argsort(descending=True).argsort()[kept]
