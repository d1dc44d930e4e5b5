"""1 where there is nothing to find and nothing was found.

Caught by: A2-E18.empty
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(det_boxes) == 0 and len(gt_boxes) == 0:
        return 1.0
    return _right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold)
