"""The objectness loss looks at positive anchors only: everything becomes an object.

Caught by: A2-E15.objectness-loss, A2-E15.gradients
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    out = _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
    positive = labels >= 0
    obj = F.softplus(-pred[positive][:, 4]).sum() / positive.sum().clamp(min=1)
    return out | {"obj": obj, "total": out["total"] + lambda_obj * (obj - out["obj"])}
