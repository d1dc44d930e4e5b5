"""Sorts by the number of boxes: predictions and truths no longer belong together.

Caught by: A2-E17.collate
"""
_right = detection_collate
def detection_collate(batch):
    return _right(sorted(batch, key=lambda item: len(item["boxes"])))
