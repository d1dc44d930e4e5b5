"""Calls torchvision's operator by its number in the register of operators.

Caught by: A2-E16.random-sets
"""
def nms(boxes, scores, iou_threshold):
    return torch.ops.torchvision.nms(boxes, scores, iou_threshold)
