"""The objectness goes through a sigmoid and then into the loss on logits: it is squashed twice, its loss has a floor.

Caught by: A2-E15.objectness-loss, A2-E15.edge-cases
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    pred = torch.cat((pred[..., :4], pred[..., 4:5].sigmoid(), pred[..., 5:]), dim=-1)
    return _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
