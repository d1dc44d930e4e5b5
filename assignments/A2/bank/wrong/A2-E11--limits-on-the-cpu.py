"""The table of limits is made on the CPU: right there, an error with boxes on the GPU.

Caught by: A2-E11.inputs-gradients-device
"""
def clip_boxes(boxes, size):
    boxes = boxes if boxes.is_floating_point() else boxes.float()
    limits = torch.tensor([size[1], size[0], size[1], size[0]], dtype=boxes.dtype)
    return torch.minimum(boxes.clamp(min=0), limits)
