"""A second detection of an object is left out instead of counted as a false positive.

Caught by: A2-E18.matching
"""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(gt_boxes) == 0:
        return math.nan
    if len(det_boxes) == 0:
        return 0.0
    order = det_scores.argsort(descending=True)
    table = box_iou(det_boxes[order], gt_boxes)
    table[det_image[order][:, None] != gt_image[None]] = -1
    overlap, partner = table.max(dim=1)
    hits, found = [], set()
    for value, box in zip(overlap.tolist(), partner.tolist()):
        if value >= iou_threshold and box in found:
            continue
        hits.append(float(value >= iou_threshold))
        if value >= iou_threshold:
            found.add(box)
    hits = torch.tensor(hits, dtype=torch.float64)
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    envelope = precision.flip(0).cummax(0).values.flip(0)
    return float((envelope * hits).sum() / len(gt_boxes))
