"""No sorting: the best of the rest by argmax; classes by forbidding pairs in the table."""
def _suppress(table, scores, iou_threshold):
    left = scores.clone()
    keep = []
    while bool((left > -math.inf).any()):
        best = left.argmax()
        keep.append(best)
        left[table[best] > iou_threshold] = -math.inf
        left[best] = -math.inf
    return torch.stack(keep) if keep else torch.zeros(0, dtype=torch.int64, device=scores.device)


def nms(boxes, scores, iou_threshold):
    return _suppress(box_iou(boxes, boxes), scores, iou_threshold)


def batched_nms(boxes, scores, labels, iou_threshold):
    same = labels[:, None] == labels[None]
    return _suppress(box_iou(boxes, boxes) * same, scores, iou_threshold)
