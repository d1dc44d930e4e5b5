"""Labels are padded in a float tensor.

Caught by: A2-E17.padding, A2-E17.padding-nothing
"""
_right = pad_targets
def pad_targets(boxes, labels):
    padded, numbers = _right(boxes, labels)
    return padded, numbers.float()
