"""Matching image by image, ranking over all images after it."""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    G = gt_boxes.shape[0]
    if G == 0:
        return math.nan
    flags = torch.zeros(len(det_scores), dtype=torch.bool)
    for image in set(det_image.tolist()):
        d = torch.nonzero(det_image == image)[:, 0]
        d = d[torch.argsort(det_scores[d], descending=True)]
        g = gt_boxes[gt_image == image]
        if len(g) == 0:
            continue
        v, j = box_iou(det_boxes[d], g).max(1)
        free = [True] * len(g)
        for a, b, i in zip(v.tolist(), j.tolist(), d.tolist()):
            if a >= iou_threshold and free[b]:
                free[b] = False; flags[i] = True
    tp = flags[torch.argsort(det_scores, descending=True)].double()
    if tp.numel() == 0:
        return 0.0
    c = tp.cumsum(0)
    p = c / torch.arange(1, len(tp) + 1, dtype=torch.float64)
    p = torch.flip(torch.cummax(torch.flip(p, [0]), 0)[0], [0])
    r = torch.cat([torch.zeros(1, dtype=torch.float64), c / G])
    return (p * (r[1:] - r[:-1])).sum().item()
