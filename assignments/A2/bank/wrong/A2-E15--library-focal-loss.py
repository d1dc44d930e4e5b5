"""A ready-made focal loss of torchvision for the objectness.

Caught by: A2-E15.total
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    from torchvision.ops import sigmoid_focal_loss

    out = _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
    positive, used = labels >= 0, labels != -2
    obj = sigmoid_focal_loss(pred[used][:, 4], positive[used].to(pred.dtype), -1, 0, "sum") / positive.sum().clamp(min=1)
    return out | {"obj": obj, "total": out["total"] + lambda_obj * (obj - out["obj"])}
