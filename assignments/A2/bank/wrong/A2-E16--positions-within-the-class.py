"""Forgets to translate the positions within a class into positions of the input.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    kept = torch.cat([nms(boxes[labels == c], scores[labels == c], iou_threshold) for c in labels.unique()] or [labels[:0]])
    kept = kept.unique()
    return kept[scores[kept].argsort(descending=True)]
