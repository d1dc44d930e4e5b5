"""Box by box with lists; no boxes are handled apart."""
def _each(rule, boxes):
    boxes = boxes if boxes.is_floating_point() else boxes.to(torch.float32)
    if boxes.shape[0] == 0:
        return torch.empty_like(boxes)
    return torch.stack([torch.stack(rule(*box)) for box in boxes])


def xyhw_to_xyxy(boxes):
    return _each(lambda x, y, h, w: (x, y, x + w, y + h), boxes)


def xyxy_to_xyhw(boxes):
    return _each(lambda a, b, c, d: (a, b, d - b, c - a), boxes)


def xyxy_to_cxcywh(boxes):
    return _each(lambda a, b, c, d: (a + 0.5 * (c - a), b + 0.5 * (d - b), c - a, d - b), boxes)


def cxcywh_to_xyxy(boxes):
    return _each(lambda x, y, w, h: (x - 0.5 * w, y - 0.5 * h, x + 0.5 * w, y + 0.5 * h), boxes)


def clip_boxes(boxes, size):
    h, w = size
    return _each(lambda a, b, c, d: (a.clamp(0, w), b.clamp(0, h), c.clamp(0, w), d.clamp(0, h)), boxes)
