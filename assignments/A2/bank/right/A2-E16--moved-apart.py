"""Classes are moved apart by more than the whole range of the coordinates."""
def batched_nms(boxes, scores, labels, iou_threshold):
    if boxes.numel() == 0:
        return torch.empty(0, dtype=torch.int64, device=boxes.device)
    step = boxes.max() - boxes.min() + 1
    return nms(boxes + (labels.to(boxes.dtype) * step)[:, None], scores, iou_threshold)
