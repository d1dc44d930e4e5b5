"""Limits the upper left corner from below and the lower right one from above: boxes outside become inside out.

Caught by: A2-E11.clipping
"""
def clip_boxes(boxes, size):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    height, width = size
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack((x1.clamp(min=0), y1.clamp(min=0), x2.clamp(max=width), y2.clamp(max=height)), dim=1)
