"""Writes -1 into the scores of what is done: the caller's scores are gone.

Caught by: A2-E16.random-sets
"""
def nms(boxes, scores, iou_threshold):
    kept = []
    while len(scores) and scores.max() >= 0:
        best = int(scores.argmax())
        kept.append(best)
        scores[box_iou(boxes[best : best + 1], boxes)[0] > iou_threshold] = -1
        scores[best] = -1
    return torch.tensor(kept, dtype=torch.int64, device=boxes.device)
