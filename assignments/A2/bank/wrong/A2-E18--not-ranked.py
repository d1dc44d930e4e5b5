"""Takes the detections as they come: right for sorted input.

Caught by: A2-E18.random-scenes
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    order = torch.arange(len(det_boxes), 0, -1).to(det_scores.dtype)
    return _right(det_boxes, order, det_image, gt_boxes, gt_image, iou_threshold)
