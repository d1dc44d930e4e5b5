"""Detections with scores below 0.05 are left out: only the order should count.

Caught by: A2-E18.random-scenes
"""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(gt_boxes) == 0:
        return math.nan
    if len(det_boxes) == 0:
        return 0.0
    order = det_scores.argsort(descending=True)
    order = order[det_scores[order] > 0.05]
    if len(order) == 0:
        return 0.0
    table = box_iou(det_boxes[order], gt_boxes)
    table[det_image[order][:, None] != gt_image[None]] = -1
    overlap, partner = table.max(dim=1)
    hits, found = torch.zeros(len(order), dtype=torch.float64), set()
    for rank, (value, box) in enumerate(zip(overlap.tolist(), partner.tolist(), strict=True)):
        if value >= iou_threshold and box not in found:
            hits[rank] = 1
            found.add(box)
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    envelope = precision.flip(0).cummax(0).values.flip(0)
    return float((envelope * hits).sum() / len(gt_boxes))
