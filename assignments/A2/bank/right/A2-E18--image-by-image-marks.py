"""Marks hits image by image in order of score, then ranks all marks together."""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if not len(gt_boxes):
        return math.nan
    mark = torch.zeros(len(det_boxes), dtype=torch.float64)
    for image in set(det_image.tolist()) & set(gt_image.tolist()):
        mine = (det_image == image).nonzero().flatten()
        mine = mine[det_scores[mine].argsort(descending=True)]
        true = gt_boxes[gt_image == image]
        best, which = box_iou(det_boxes[mine], true).max(1)
        seen = set()
        for position, value, g in zip(mine.tolist(), best.tolist(), which.tolist()):
            if value >= iou_threshold and g not in seen:
                seen.add(g)
                mark[position] = 1.0
    if mark.sum() == 0:
        return 0
    mark = mark[det_scores.argsort(descending=True)]
    recall = mark.cumsum(0) / len(gt_boxes)
    precision = mark.cumsum(0) / (torch.arange(len(mark)) + 1)
    area, before = 0.0, 0.0
    for level in recall.unique():
        area += (level.item() - before) * precision[recall >= level].max().item()
        before = level.item()
    return area
