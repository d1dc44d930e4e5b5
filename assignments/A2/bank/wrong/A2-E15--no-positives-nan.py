"""The number of positives is not limited from below: a batch without digits gives nan.

Caught by: A2-E15.edge-cases
"""
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    positive, used = labels >= 0, labels != -2
    count = positive.sum()
    box = F.smooth_l1_loss(pred[positive][:, :4], deltas[positive], reduction="sum") / count
    obj = F.binary_cross_entropy_with_logits(pred[used][:, 4], positive[used].to(pred.dtype), reduction="sum") / count
    cls = F.cross_entropy(pred[positive][:, 5:], labels[positive], reduction="sum") / count
    return {"total": lambda_box * box + lambda_obj * obj + lambda_cls * cls, "box": box, "obj": obj, "cls": cls}
