"""Removes at IoU equal to the threshold; shows only for boxes on a grid.

Caught by: A2-E16.edges
"""
def nms(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True)
    kept = []
    while len(order) > 0:
        best, order = order[:1], order[1:]
        kept.append(best)
        order = order[box_iou(boxes[best], boxes[order])[0] < iou_threshold]
    return torch.cat(kept) if kept else order
