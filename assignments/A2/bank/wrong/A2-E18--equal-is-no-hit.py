"""IoU must be above the threshold, not at least the threshold.

Caught by: A2-E18.matching
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    return _right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold + 1e-9)
