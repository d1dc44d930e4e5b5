"""Plain Python: lists of hits, envelope from the right."""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    total = gt_boxes.shape[0]
    if total == 0:
        return float("nan")
    taken = [False] * total
    hits = []
    for d in sorted(range(len(det_scores)), key=lambda i: det_scores[i].item(), reverse=True):
        best, where = -1.0, None
        for g in range(total):
            if gt_image[g].item() != det_image[d].item():
                continue
            overlap = box_iou(det_boxes[d : d + 1], gt_boxes[g : g + 1]).item()
            if overlap > best:
                best, where = overlap, g
        hit = where is not None and best >= iou_threshold and not taken[where]
        if hit:
            taken[where] = True
        hits.append(hit)
    precision, true = [], 0
    for rank, hit in enumerate(hits, start=1):
        true += hit
        precision.append(true / rank)
    for k in range(len(precision) - 2, -1, -1):
        precision[k] = max(precision[k], precision[k + 1])
    return sum(p for p, hit in zip(precision, hits) if hit) / total
