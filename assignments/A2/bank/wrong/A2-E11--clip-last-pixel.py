"""Limits to the last pixel, W - 1 and H - 1; corners are real numbers and the image ends at W and H.

Caught by: A2-E11.clipping
"""
def clip_boxes(boxes, size):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    height, width = size[0] - 1, size[1] - 1
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack((x1.clamp(0, width), y1.clamp(0, height), x2.clamp(0, width), y2.clamp(0, height)), dim=1)
