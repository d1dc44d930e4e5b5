"""nan where nothing was detected: a digit that the network never finds is left out of the mean.

Caught by: A2-E18.empty
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(det_boxes) == 0:
        return math.nan
    return _right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold)
