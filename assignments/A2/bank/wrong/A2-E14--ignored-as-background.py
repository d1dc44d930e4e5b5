"""Everything that is not positive is background: nearly right anchors are trained to say "nothing here".

Caught by: A2-E14.ignored-band
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels, deltas = _right(anchors, gt_boxes, gt_labels, pos, neg)
    return torch.where(labels == -2, -1, labels), deltas
