"""Every anchor gets the deltas of its best box, background too: harmless only as long as the loss masks them.

Caught by: A2-E14.random-scenes, A2-E14.every-box-has-an-anchor
"""
_right = assign_targets
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels, deltas = _right(anchors, gt_boxes, gt_labels, pos, neg)
    if len(gt_boxes):
        partner = box_iou(cxcywh_to_xyxy(anchors), gt_boxes).argmax(dim=1)
        every = encode_boxes(xyxy_to_cxcywh(gt_boxes)[partner], anchors)
        deltas = torch.where((labels >= 0)[:, None], deltas, every)
    return labels, deltas
