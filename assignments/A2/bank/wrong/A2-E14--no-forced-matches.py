"""Only thresholds: a small box that no anchor fits is never learnt.

Caught by: A2-E14.every-box-has-an-anchor, A2-E14.forced
"""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels = gt_labels.new_full((len(anchors),), -1)
    deltas = torch.zeros_like(anchors)
    if len(gt_boxes) == 0:
        return labels, deltas
    overlap, partner = box_iou(cxcywh_to_xyxy(anchors), gt_boxes).max(dim=1)
    positive = overlap >= pos
    labels[(overlap >= neg) & ~positive] = -2
    labels[positive] = gt_labels[partner[positive]]
    deltas[positive] = encode_boxes(xyxy_to_cxcywh(gt_boxes)[partner[positive]], anchors[positive])
    return labels, deltas
