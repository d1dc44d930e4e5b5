"""A list of Python numbers that shrinks; classes by shifting each one by more than the whole range."""
def nms(boxes, scores, iou_threshold):
    def iou(p, q):
        w, h = min(p[2], q[2]) - max(p[0], q[0]), min(p[3], q[3]) - max(p[1], q[1])
        inter = max(w, 0.0) * max(h, 0.0)
        union = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1]) - inter
        return inter / union if union > 0 else 0.0

    todo = sorted(zip(scores.tolist(), range(len(scores)), boxes.tolist()), reverse=True)
    keep = []
    while todo:
        best = todo.pop(0)
        keep.append(best[1])
        todo = [other for other in todo if iou(best[2], other[2]) <= iou_threshold]
    return torch.tensor(keep, dtype=torch.int64, device=boxes.device)


def batched_nms(boxes, scores, labels, iou_threshold):
    if boxes.numel() == 0:
        return torch.empty(0, dtype=torch.int64, device=boxes.device)
    span = boxes.max() - boxes.min() + 1
    return nms(boxes + (labels.to(boxes.dtype) * span)[:, None], scores, iou_threshold)
