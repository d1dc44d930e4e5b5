"""One test of the whole matrix: every box with a better one near it goes, also when that one is gone itself.

Caught by: A2-E16.chain, A2-E16.random-sets
"""
def nms(boxes, scores, iou_threshold):
    order = scores.argsort(descending=True)
    table = box_iou(boxes[order], boxes[order]).triu(diagonal=1)
    return order[(table > iou_threshold).sum(dim=0) == 0]
