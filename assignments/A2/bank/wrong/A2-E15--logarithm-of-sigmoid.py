"""Cross-entropy as the logarithm of a sigmoid: right for small logits, infinite for large ones.

Caught by: A2-E15.edge-cases
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    out = _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
    positive, background = labels >= 0, labels == -1
    p = pred[..., 4].sigmoid()
    obj = -(p[positive].log().sum() + (1 - p[background]).log().sum()) / positive.sum().clamp(min=1)
    return out | {"obj": obj, "total": out["total"] + lambda_obj * (obj - out["obj"])}
