"""Hands the work to torchvision, which is what is to be written.

Caught by: A2-E11.centres
"""
def xyxy_to_cxcywh(boxes):
    from torchvision.ops import box_convert

    boxes = boxes if boxes.is_floating_point() else boxes.float()
    return box_convert(boxes, "xyxy", "cxcywh")
