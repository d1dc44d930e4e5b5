"""0 where there is no true box: digits that do not occur pull the mean down.

Caught by: A2-E18.empty
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(gt_boxes) == 0:
        return 0.0
    return _right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold)
