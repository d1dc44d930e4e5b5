"""Losses written out: softplus, logsumexp, squares and lines."""
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    i, j = torch.nonzero(labels >= 0, as_tuple=True)
    P = max(1, len(i))
    d = (pred[i, j, :4] - deltas[i, j]).abs()
    box = torch.where(d < 1, 0.5 * d**2, d - 0.5).sum() / P
    back = pred[..., 4][labels == -1]
    obj = (F.softplus(-pred[i, j, 4]).sum() + F.softplus(back).sum()) / P
    logits = pred[i, j, 5:]
    cls = (logits.logsumexp(1) - logits.gather(1, labels[i, j][:, None])[:, 0]).sum() / P
    total = box * lambda_box + obj * lambda_obj + cls * lambda_cls
    return {"box": box, "obj": obj, "cls": cls, "total": total}
