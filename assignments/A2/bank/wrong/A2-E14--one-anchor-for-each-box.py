"""Only the best anchor of each box is positive, as in YOLOv3; a good design, but not this contract.

Caught by: A2-E14.random-scenes
"""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels = gt_labels.new_full((len(anchors),), -1)
    deltas = torch.zeros_like(anchors)
    if len(gt_boxes) == 0:
        return labels, deltas
    table = box_iou(cxcywh_to_xyxy(anchors), gt_boxes)
    labels[table.amax(dim=1) >= neg] = -2
    boxes = xyxy_to_cxcywh(gt_boxes)
    for _ in range(len(gt_boxes)):
        anchor, box = divmod(int(table.argmax()), len(gt_boxes))
        labels[anchor] = gt_labels[box]
        deltas[anchor] = encode_boxes(boxes[box : box + 1], anchors[anchor : anchor + 1])[0]
        table[anchor, :], table[:, box] = -1, -1
    return labels, deltas
