"""Counts pixels, w = x2 - x1 + 1, an old convention; there and back again still gives the same boxes.

Caught by: A2-E11.raw-order
"""
def xyhw_to_xyxy(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x, y, h, w = boxes.unbind(1)
    return torch.stack((x, y, x + w - 1, y + h - 1), dim=1)


def xyxy_to_xyhw(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack((x1, y1, y2 - y1 + 1, x2 - x1 + 1), dim=1)
