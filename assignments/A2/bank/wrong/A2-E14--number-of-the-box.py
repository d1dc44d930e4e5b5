"""The label is the number of the box in the annotation, not its digit.

Caught by: A2-E14.random-scenes
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    return _right(anchors, gt_boxes, torch.arange(len(gt_labels), device=gt_labels.device), pos, neg)
