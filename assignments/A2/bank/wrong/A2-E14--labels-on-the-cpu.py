"""The labels are made on the CPU: assigning masks from the GPU to them fails there.

Caught by: A2-E14.empty-scene-and-device
"""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels = torch.full((len(anchors),), -1)
    deltas = torch.zeros_like(anchors)
    if len(gt_boxes) == 0:
        return labels, deltas
    table = box_iou(cxcywh_to_xyxy(anchors), gt_boxes)
    overlap, partner = table.max(dim=1)
    positive = overlap >= pos
    labels[(overlap >= neg) & ~positive] = -2
    for _ in range(len(gt_boxes)):
        anchor, box = divmod(int(table.argmax()), len(gt_boxes))
        positive[anchor], partner[anchor] = True, box
        table[anchor, :], table[:, box] = -1, -1
    labels[positive] = gt_labels[partner[positive]]
    deltas[positive] = encode_boxes(xyxy_to_cxcywh(gt_boxes)[partner[positive]], anchors[positive])
    return labels, deltas
