"""Reads the raw annotation as (x, y, w, h), the usual order; square boxes hide it, and so does a round trip.

Caught by: A2-E11.raw-order
"""
def xyhw_to_xyxy(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x, y, w, h = boxes.unbind(1)
    return torch.stack((x, y, x + w, y + h), dim=1)


def xyxy_to_xyhw(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x1, y1, x2, y2 = boxes.unbind(1)
    return torch.stack((x1, y1, x2 - x1, y2 - y1), dim=1)
