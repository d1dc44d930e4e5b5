"""The sum of the parts without their weights.

Caught by: A2-E15.total
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    return _right(pred, labels, deltas)
