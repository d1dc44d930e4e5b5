"""The largest precision at or behind each number of hits."""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    G, D = len(gt_boxes), len(det_boxes)
    if G == 0:
        return math.nan
    order = torch.argsort(-det_scores)
    found, tp = torch.zeros(G, dtype=torch.bool), torch.zeros(D)
    for k, d in enumerate(order):
        own = (gt_image == det_image[d]).nonzero().flatten()
        if own.numel() == 0:
            continue
        v = box_iou(det_boxes[d].unsqueeze(0), gt_boxes[own]).flatten()
        b = own[v.argmax()]
        if v.max() >= iou_threshold and not found[b]:
            tp[k], found[b] = 1, True
    total = 0.0
    for n in range(1, int(tp.sum()) + 1):
        c = tp.cumsum(0)
        total += max((c[k] / (k + 1)).item() for k in range(D) if c[k] >= n) / G
    return float(total)
