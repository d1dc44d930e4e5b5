"""Takes the centre for the upper left corner: boxes have the right size at the wrong place.

Caught by: A2-E11.centres
"""
def cxcywh_to_xyxy(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx, cy, cx + w, cy + h), dim=1)
