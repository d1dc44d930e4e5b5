"""The box loss runs over all anchors: background learns deltas of 0 and dominates.

Caught by: A2-E15.box-loss, A2-E15.gradients
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    out = _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
    box = F.smooth_l1_loss(pred[..., :4], deltas, reduction="sum") / (labels >= 0).sum().clamp(min=1)
    return out | {"box": box, "total": out["total"] + lambda_box * (box - out["box"])}
