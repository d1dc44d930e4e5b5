"""Each class is moved by the largest absolute coordinate: too little where coordinates have both signs.

Caught by: A2-E16.classes
"""
def batched_nms(boxes, scores, labels, iou_threshold):
    if len(boxes) == 0:
        return labels
    off = labels.to(boxes.dtype) * (boxes.abs().max() + 1)
    return nms(boxes + off[:, None], scores, iou_threshold)
