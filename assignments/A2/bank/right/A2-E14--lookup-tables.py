"""Vectorised: forced matches first in a table, the label read from a list with -1 and -2 at its end."""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    count = gt_boxes.shape[0]
    partner = torch.full((anchors.shape[0],), count, dtype=torch.int64, device=anchors.device)  # background
    if count:
        iou = box_iou(cxcywh_to_xyxy(anchors), gt_boxes)
        value, best = iou.max(1)
        partner = torch.where(value >= pos, best, torch.where(value < neg, count, count + 1))
        left = iou.clone()
        for _ in range(count):
            flat = left.flatten().argmax()
            row, column = flat // count, flat % count
            partner[row] = column
            left[row] = -math.inf
            left[:, column] = -math.inf
    table = torch.cat((gt_labels, gt_labels.new_tensor([-1, -2])))
    labels = table[partner]
    safe = torch.cat((gt_boxes, gt_boxes.new_tensor([[0, 0, 1, 1]] * 2)))
    deltas = encode_boxes(xyxy_to_cxcywh(safe)[partner], anchors)
    return labels, deltas * (labels >= 0)[:, None]
