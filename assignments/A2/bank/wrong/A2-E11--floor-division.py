"""Halves with // in integers: the centre of a box of odd size is half a pixel off.

Caught by: A2-E11.dtypes-and-no-boxes
"""
def xyxy_to_cxcywh(boxes):
    half = (lambda v: v / 2) if boxes.is_floating_point() else (lambda v: v // 2)
    x1, y1, x2, y2 = boxes.unbind(1)
    out = torch.stack((half(x1 + x2), half(y1 + y2), x2 - x1, y2 - y1), dim=1)
    return out if boxes.is_floating_point() else out.float()
