"""Forced matches by masks over free anchors and boxes; the result as a list."""
def encode_boxes(boxes, anchors):
    out = torch.empty_like(boxes)
    out[:, 0] = (boxes[:, 0] - anchors[:, 0]) / anchors[:, 2]
    out[:, 1] = (boxes[:, 1] - anchors[:, 1]) / anchors[:, 3]
    out[:, 2] = torch.log(boxes[:, 2] / anchors[:, 2])
    out[:, 3] = torch.log(boxes[:, 3] / anchors[:, 3])
    return out


def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels = torch.full_like(anchors[:, 0], -1, dtype=torch.long)
    deltas = anchors.new_zeros(anchors.shape)
    if gt_labels.numel() == 0:
        return [labels, deltas]
    iou = box_iou(gt_boxes, cxcywh_to_xyxy(anchors))
    owner = iou.argmax(0)
    best = iou.gather(0, owner[None])[0]
    labels = torch.where(best >= neg, torch.full_like(labels, -2), labels)
    labels = torch.where(best >= pos, gt_labels[owner], labels)
    free = torch.ones_like(iou, dtype=torch.bool)
    while free.any():
        place = torch.where(free, iou, -torch.ones_like(iou)).argmax().item()
        g, a = place // len(anchors), place % len(anchors)
        owner[a], labels[a] = g, gt_labels[g]
        free[g, :] = False
        free[:, a] = False
    rows = torch.nonzero(labels >= 0).squeeze(1)
    deltas[rows] = encode_boxes(xyxy_to_cxcywh(gt_boxes[owner[rows]]), anchors[rows])
    return [labels, deltas]
