"""The threshold is 0.5 whatever is asked.

Caught by: A2-E16.random-sets, A2-E16.edges
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    return _right(boxes, scores, 0.5)
