"""Looks for the best box that is still free, as another benchmark does: a double of one object takes its neighbour.

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
    hits = torch.zeros(len(order), dtype=torch.float64)
    for rank in range(len(order)):
        value, box = table[rank].max(dim=0)
        if value >= iou_threshold:
            hits[rank] = 1
            table[:, box] = -1
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    envelope = precision.flip(0).cummax(0).values.flip(0)
    return float((envelope * hits).sum() / len(gt_boxes))
