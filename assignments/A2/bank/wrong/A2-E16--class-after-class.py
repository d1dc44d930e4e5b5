"""Kept positions class after class: the whole is not by falling score.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    kept = []
    for label in labels.unique():
        (own,) = torch.where(labels == label)
        kept.append(own[nms(boxes[own], scores[own], iou_threshold)])
    return torch.cat(kept) if kept else torch.zeros(0, dtype=torch.int64, device=boxes.device)
