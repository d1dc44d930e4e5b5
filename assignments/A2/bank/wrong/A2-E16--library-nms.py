"""Hands the work to torchvision, which is what is to be written.

Caught by: A2-E16.random-sets
"""
def nms(boxes, scores, iou_threshold):
    import torchvision

    return torchvision.ops.nms(boxes, scores, iou_threshold)
