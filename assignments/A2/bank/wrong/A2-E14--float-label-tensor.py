"""Labels in a float tensor: the values are right, cross-entropy later reads them as probabilities or fails.

Caught by: A2-E14.random-scenes
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels, deltas = _right(anchors, gt_boxes, gt_labels, pos, neg)
    return labels.float(), deltas
