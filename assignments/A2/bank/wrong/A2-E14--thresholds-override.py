"""The thresholds come after the forced matches and override them where an anchor fits another box better.

Caught by: A2-E14.forced
"""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels = gt_labels.new_full((len(anchors),), -1)
    deltas = torch.zeros_like(anchors)
    if len(gt_boxes) == 0:
        return labels, deltas
    table = box_iou(cxcywh_to_xyxy(anchors), gt_boxes)
    overlap, partner = table.max(dim=1)
    positive = overlap >= pos
    labels[(overlap >= neg) & ~positive] = -2
    by_threshold = positive.clone()
    for _ in range(len(gt_boxes)):
        anchor, box = divmod(int(table.argmax()), len(gt_boxes))
        positive[anchor] = True
        if not by_threshold[anchor]:
            partner[anchor] = box
        table[anchor, :], table[:, box] = -1, -1
    labels[positive] = gt_labels[partner[positive]]
    deltas[positive] = encode_boxes(xyxy_to_cxcywh(gt_boxes)[partner[positive]], anchors[positive])
    return labels, deltas
