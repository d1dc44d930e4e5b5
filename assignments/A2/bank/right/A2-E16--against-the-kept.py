"""Each box, by falling score, against the kept ones."""
def nms(boxes, scores, iou_threshold):
    kept = []
    for i in torch.sort(scores, descending=True).indices.tolist():
        if not kept or not bool((box_iou(boxes[i : i + 1], boxes[kept]) > iou_threshold).any()):
            kept.append(i)
    return torch.as_tensor(kept, dtype=torch.long, device=boxes.device)
def batched_nms(boxes, scores, labels, iou_threshold):
    kept = []
    for i in torch.sort(scores, descending=True).indices.tolist():
        same = [j for j in kept if labels[j] == labels[i]]
        if all(box_iou(boxes[i : i + 1], boxes[j : j + 1]).item() <= iou_threshold for j in same):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.long, device=boxes.device)
