"""Divides by 0.1 and 0.2 as SSD does; a good design, but decoding here does not know it.

Caught by: A2-E14.deltas
"""
_right = encode_boxes
def encode_boxes(boxes, anchors):
    return _right(boxes, anchors) / torch.tensor([0.1, 0.1, 0.2, 0.2], dtype=boxes.dtype, device=boxes.device)
