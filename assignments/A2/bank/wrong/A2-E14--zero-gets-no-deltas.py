"""Positive means label > 0: the anchors of a zero have the right label and no box.

Caught by: A2-E14.digit-zero
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels, deltas = _right(anchors, gt_boxes, gt_labels, pos, neg)
    return labels, torch.where((labels > 0)[:, None], deltas, torch.zeros_like(deltas))
