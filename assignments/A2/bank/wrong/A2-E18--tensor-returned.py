"""Returns a tensor with one number.

Caught by: A2-E18.random-scenes
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    return torch.tensor(_right(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold))
