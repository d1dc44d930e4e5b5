"""Integer annotations stay integers in the raw conversion; the loss asks for float much later.

Caught by: A2-E11.dtypes-and-no-boxes
"""
def xyhw_to_xyxy(boxes):
    x, y, h, w = boxes.unbind(1)
    return torch.stack((x, y, x + w, y + h), dim=1)
