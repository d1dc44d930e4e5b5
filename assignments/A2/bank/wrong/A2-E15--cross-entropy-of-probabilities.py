"""Cross-entropy of the sigmoid: its logarithm is limited to 100, so confident errors are too cheap and get no
gradient.

Caught by: A2-E15.edge-cases
"""
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    positive, used = labels >= 0, labels != -2
    count = positive.sum().clamp(min=1)
    chosen = pred[positive]
    box = F.smooth_l1_loss(chosen[:, :4], deltas[positive], reduction="sum") / count
    target = positive[used].to(pred.dtype)
    obj = F.binary_cross_entropy(pred[used][:, 4].sigmoid(), target, reduction="sum") / count
    cls = F.cross_entropy(chosen[:, 5:], labels[positive], reduction="sum") / count
    total = lambda_box * box + lambda_obj * obj + lambda_cls * cls
    return {"total": total, "box": box, "obj": obj, "cls": cls}
