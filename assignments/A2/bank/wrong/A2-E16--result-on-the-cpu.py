"""The list of positions becomes a tensor on the CPU.

Caught by: A2-E16.device
"""
_right = nms
def nms(boxes, scores, iou_threshold):
    return torch.tensor(_right(boxes, scores, iou_threshold).tolist(), dtype=torch.int64)
