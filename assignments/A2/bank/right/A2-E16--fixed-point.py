"""Repeats the matrix test until nothing changes: a box stays when no kept better box overlaps it."""
def nms(boxes, scores, iou_threshold):
    order = scores.sort(descending=True, stable=True).indices
    near = (box_iou(boxes[order], boxes[order]) > iou_threshold).triu(1)
    keep = torch.ones(len(order), dtype=torch.bool, device=boxes.device)
    while True:
        after = ~(near & keep[:, None]).any(dim=0)
        if torch.equal(after, keep):
            return order[keep]
        keep = after


def batched_nms(boxes, scores, labels, iou_threshold):
    kept = []
    for digit in range(10):
        mine = (labels == digit).nonzero().flatten()
        if len(mine):
            kept += mine[nms(boxes[mine], scores[mine], iou_threshold)].tolist()
    kept.sort(key=lambda i: float(scores[i]), reverse=True)
    return torch.tensor(kept, dtype=torch.int64, device=boxes.device)
