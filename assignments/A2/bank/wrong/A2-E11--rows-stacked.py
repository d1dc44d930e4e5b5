"""Converts box by box and stacks: an image without boxes ends in an error.

Caught by: A2-E11.dtypes-and-no-boxes
"""
def xyhw_to_xyxy(boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    return torch.stack([torch.stack((x, y, x + w, y + h)) for x, y, h, w in boxes])
