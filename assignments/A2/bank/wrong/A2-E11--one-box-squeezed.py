"""The result is squeezed: a single box loses its axis, which no scene of two digits shows.

Caught by: A2-E11.dtypes-and-no-boxes
"""
def xyhw_to_xyxy(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    x, y, h, w = boxes.unbind(1)
    return torch.stack((x, y, x + w, y + h), 1).squeeze()
