"""Only the early return for an empty scene forgets the device.

Caught by: A2-E14.empty-scene-and-device
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    if len(gt_boxes) == 0:
        return torch.full((len(anchors),), -1), torch.zeros(len(anchors), 4, dtype=anchors.dtype)
    return _right(anchors, gt_boxes, gt_labels, pos, neg)
