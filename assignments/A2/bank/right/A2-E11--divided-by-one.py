"""Integers become float by arithmetic with floats; torch.cat and chunk in place of stack and unbind."""
def xyhw_to_xyxy(boxes):
    x, y, h, w = (boxes * 1.0).chunk(4, dim=-1)
    return torch.cat((x, y, x + w, y + h), dim=-1)


def xyxy_to_xyhw(boxes):
    x1, y1, x2, y2 = (boxes / 1).chunk(4, dim=-1)
    return torch.cat((x1, y1, y2 - y1, x2 - x1), dim=-1)


def clip_boxes(boxes, size):
    height, width = size
    x1, y1, x2, y2 = (boxes * 1.0).split(1, dim=1)
    return torch.cat([v.clamp(min=0).clamp(max=m) for v, m in ((x1, width), (y1, height), (x2, width), (y2, height))], 1)
