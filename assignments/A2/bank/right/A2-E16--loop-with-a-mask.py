"""Loop over the sorted positions with a mask of removed ones; the whole IoU table at once."""
def nms(boxes, scores, iou_threshold):
    order = torch.argsort(scores, descending=True).tolist()
    table = box_iou(boxes, boxes)
    removed = torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device)
    keep = []
    for i in order:
        if removed[i]:
            continue
        keep.append(i)
        removed |= table[i] > iou_threshold
    return torch.tensor(keep, dtype=torch.long, device=boxes.device)
