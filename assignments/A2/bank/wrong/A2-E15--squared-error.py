"""Squared error in place of smooth L1; a good design, but not this contract.

Caught by: A2-E15.box-loss
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    out = _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
    positive = labels >= 0
    box = ((pred[..., :4] - deltas)[positive] ** 2).sum() / positive.sum().clamp(min=1)
    return out | {"box": box, "total": out["total"] + lambda_box * (box - out["box"])}
