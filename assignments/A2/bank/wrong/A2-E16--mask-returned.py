"""Returns a mask: it selects the right boxes and loses their order.

Caught by: A2-E16.random-sets
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    mask = torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device)
    mask[_right(boxes, scores, iou_threshold)] = True
    return mask
