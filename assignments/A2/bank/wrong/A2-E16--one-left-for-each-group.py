"""Groups of boxes that hang together keep one: a chain of digits side by side becomes one digit.

Caught by: A2-E16.random-sets
"""
def nms(boxes, scores, iou_threshold):
    near = box_iou(boxes, boxes) > iou_threshold
    group = torch.arange(len(boxes), device=boxes.device)
    for _ in range(len(boxes)):
        for i in range(len(boxes)):
            if near[i].any():
                group[i] = group[near[i]].min()
    kept = [int(i) for i in scores.argsort(descending=True)]
    seen, out = set(), []
    for i in kept:
        if int(group[i]) not in seen:
            seen.add(int(group[i]))
            out.append(i)
    return torch.tensor(out, dtype=torch.int64, device=boxes.device)
