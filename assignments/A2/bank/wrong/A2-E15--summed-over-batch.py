"""Not divided by the number of positives: the size of a step depends on the batch.

Caught by: A2-E15.box-loss, A2-E15.objectness-loss, A2-E15.class-loss
"""
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    positive, used = labels >= 0, labels != -2
    box = F.smooth_l1_loss(pred[positive][:, :4], deltas[positive], reduction="sum")
    obj = F.binary_cross_entropy_with_logits(pred[used][:, 4], positive[used].to(pred.dtype), reduction="sum")
    cls = F.cross_entropy(pred[positive][:, 5:], labels[positive], reduction="sum")
    return {"total": lambda_box * box + lambda_obj * obj + lambda_cls * cls, "box": box, "obj": obj, "cls": cls}
