"""Ignored anchors are background in the objectness: nearly right boxes are pushed down.

Caught by: A2-E15.objectness-loss, A2-E15.gradients
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    return _right(pred, torch.where(labels == -2, -1, labels), deltas, lambda_box, lambda_obj, lambda_cls)
