"""Column arithmetic on a copy."""
def _copy(boxes):
    return boxes.clone() if boxes.is_floating_point() else boxes.to(torch.float32)


def xyhw_to_xyxy(boxes):
    out = _copy(boxes)
    out[:, 2:] = out[:, :2] + out[:, [3, 2]]
    return out


def xyxy_to_xyhw(boxes):
    out = _copy(boxes)
    out[:, 2:] = (out[:, 2:] - out[:, :2]).flip(1)
    return out


def xyxy_to_cxcywh(boxes):
    out = _copy(boxes)
    low, high = out[:, :2].clone(), out[:, 2:].clone()
    out[:, :2], out[:, 2:] = (low + high) / 2, high - low
    return out


def cxcywh_to_xyxy(boxes):
    out = _copy(boxes)
    centre, half = out[:, :2].clone(), out[:, 2:] / 2
    out[:, :2], out[:, 2:] = centre - half, centre + half
    return out


def clip_boxes(boxes, size):
    source, out = _copy(boxes), _copy(boxes)
    out[:, 0::2] = source[:, 0::2].clamp(0, size[1])
    out[:, 1::2] = source[:, 1::2].clamp(0, size[0])
    return out
