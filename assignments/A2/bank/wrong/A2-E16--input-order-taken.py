"""Takes the boxes in the order of the input as if it were sorted: a weak box removes a strong one.

Caught by: A2-E16.random-sets, A2-E16.order
"""
def nms(boxes, scores, iou_threshold):
    order = torch.arange(len(boxes), device=boxes.device)
    kept = []
    while len(order) > 0:
        best, order = order[:1], order[1:]
        kept.append(best)
        order = order[box_iou(boxes[best], boxes[order])[0] <= iou_threshold]
    return torch.cat(kept) if kept else order
