"""Divides image by image and takes the mean: an anchor of a crowded image counts less.

Caught by: A2-E15.box-loss, A2-E15.objectness-loss, A2-E15.class-loss
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    each = [_right(pred[i : i + 1], labels[i : i + 1], deltas[i : i + 1], lambda_box, lambda_obj, lambda_cls) for i in range(len(pred))]
    return {name: sum(one[name] for one in each) / len(each) for name in each[0]}
