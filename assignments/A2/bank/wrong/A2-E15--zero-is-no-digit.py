"""Positive means label > 0: the digit zero is left out.

Caught by: A2-E15.box-loss, A2-E15.class-loss
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    return _right(pred, torch.where(labels == 0, -1, labels), deltas, lambda_box, lambda_obj, lambda_cls)
