"""One average precision for each image, then the mean: scores of different images are never compared.

Caught by: A2-E18.random-scenes
"""
_right = average_precision
def average_precision(det_boxes, det_scores, det_image, gt_boxes, gt_image, iou_threshold=0.5):
    values = []
    for image in gt_image.unique():
        mine, true = det_image == image, gt_image == image
        values.append(_right(det_boxes[mine], det_scores[mine], det_image[mine], gt_boxes[true], gt_image[true], iou_threshold))
    return sum(values) / len(values) if values else math.nan
