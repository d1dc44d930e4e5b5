"""Every part is the mean over its own anchors and numbers: the box counts a quarter, the background is diluted.

Caught by: A2-E15.box-loss, A2-E15.objectness-loss, A2-E15.edge-cases
"""
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    positive, used = labels >= 0, labels != -2
    box = F.smooth_l1_loss(pred[positive][:, :4], deltas[positive])
    obj = F.binary_cross_entropy_with_logits(pred[used][:, 4], positive[used].to(pred.dtype))
    cls = F.cross_entropy(pred[positive][:, 5:], labels[positive])
    return {"total": lambda_box * box + lambda_obj * obj + lambda_cls * cls, "box": box, "obj": obj, "cls": cls}
