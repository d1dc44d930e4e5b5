"""Recall counts the objects that are found in the end, not all true boxes: missed objects cost nothing.

Caught by: A2-E18.matching
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    if len(gt_boxes) == 0 or len(det_boxes) == 0:
        return _right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold)
    table = box_iou(det_boxes, gt_boxes)
    table[det_image[:, None] != gt_image[None]] = -1
    value, box = table.max(dim=1)
    found = len(box[value >= iou_threshold].unique())
    ap = _right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold)
    return ap * len(gt_boxes) / found if found else 0.0
