"""Precision and recall as arrays with cumulative sums, sentinels at both ends."""
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    n_gt = len(gt_boxes)
    if n_gt == 0:
        return np.nan
    order = np.argsort(-det_scores.numpy())
    iou = box_iou(det_boxes, gt_boxes).numpy()[order]
    same = det_image.numpy()[order][:, None] == gt_image.numpy()[None]
    used = np.zeros(n_gt, dtype=bool)
    tp = np.zeros(len(order))
    for i in range(len(order)):
        candidates = np.where(same[i], iou[i], -1)
        j = candidates.argmax()
        if candidates[j] >= iou_threshold and not used[j]:
            used[j] = True
            tp[i] = 1
    rec = np.concatenate(([0.0], np.cumsum(tp) / n_gt, [1.0]))
    prec = np.concatenate(([0.0], np.cumsum(tp) / np.arange(1, len(tp) + 1), [0.0]))
    prec = np.maximum.accumulate(prec[::-1])[::-1]
    steps = np.where(rec[1:] != rec[:-1])[0]
    return float(((rec[steps + 1] - rec[steps]) * prec[steps + 1]).sum())
