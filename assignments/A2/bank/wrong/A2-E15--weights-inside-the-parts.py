"""The weights are multiplied into the parts that are returned: curves of different weights cannot be compared.

Caught by: A2-E15.total
"""
_right = detection_loss
def detection_loss(pred, labels, deltas, lambda_box=1.0, lambda_obj=1.0, lambda_cls=1.0):
    out = _right(pred, labels, deltas, lambda_box, lambda_obj, lambda_cls)
    return out | {"box": lambda_box * out["box"], "obj": lambda_obj * out["obj"], "cls": lambda_cls * out["cls"]}
