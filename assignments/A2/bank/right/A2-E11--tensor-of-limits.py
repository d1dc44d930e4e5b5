"""Clipping by the minimum with a tensor of limits."""
def clip_boxes(boxes, size):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    h, w = size
    limit = torch.tensor([w, h, w, h], dtype=boxes.dtype, device=boxes.device)
    return torch.minimum(boxes.clamp(min=0), limit)
