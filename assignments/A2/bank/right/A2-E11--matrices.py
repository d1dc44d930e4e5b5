"""Every conversion is linear: one matrix product; clipping by where."""
def _product(boxes, rows):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    return boxes @ torch.tensor(rows, dtype=boxes.dtype, device=boxes.device).T


def xyhw_to_xyxy(boxes):
    return _product(boxes, [[1, 0, 0, 0], [0, 1, 0, 0], [1, 0, 0, 1], [0, 1, 1, 0]])


def xyxy_to_xyhw(boxes):
    return _product(boxes, [[1, 0, 0, 0], [0, 1, 0, 0], [0, -1, 0, 1], [-1, 0, 1, 0]])


def xyxy_to_cxcywh(boxes):
    return _product(boxes, [[0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [-1, 0, 1, 0], [0, -1, 0, 1]])


def cxcywh_to_xyxy(boxes):
    return _product(boxes, [[1, 0, -0.5, 0], [0, 1, 0, -0.5], [1, 0, 0.5, 0], [0, 1, 0, 0.5]])


def clip_boxes(boxes, size):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    limits = boxes.new_tensor([size[1], size[0]]).repeat(2)
    boxes = torch.where(boxes < 0, torch.zeros_like(boxes), boxes)
    return torch.where(boxes > limits, limits.expand_as(boxes), boxes)
