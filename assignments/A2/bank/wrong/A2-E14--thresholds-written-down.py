"""0.5 and 0.4 stand in the code: right with the defaults.

Caught by: A2-E14.random-scenes, A2-E14.ignored-band
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    return _right(anchors, gt_boxes, gt_labels, 0.5, 0.4)
