"""Precision at each hit without the envelope: a little too low.

Caught by: A2-E18.random-scenes, A2-E18.matching
"""
_hits = None
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(gt_boxes) == 0:
        return math.nan
    if len(det_boxes) == 0:
        return 0.0
    order = det_scores.argsort(descending=True)
    table = box_iou(det_boxes[order], gt_boxes)
    table[det_image[order][:, None] != gt_image[None]] = -1
    overlap, partner = table.max(dim=1)
    hits, found = torch.zeros(len(order), dtype=torch.float64), set()
    for rank, (value, box) in enumerate(zip(overlap.tolist(), partner.tolist())):
        if value >= iou_threshold and box not in found:
            hits[rank] = 1
            found.add(box)
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / len(gt_boxes))
