"""Background is 0 and digits start at 1 in many libraries; here the digit zero is lost.

Caught by: A2-E14.digit-zero, A2-E14.random-scenes
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels, deltas = _right(anchors, gt_boxes, gt_labels, pos, neg)
    labels = torch.where(labels == -1, torch.zeros_like(labels), labels)
    return labels, deltas
