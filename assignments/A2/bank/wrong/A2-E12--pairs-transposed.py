"""The table is (M, N): nothing shows where as many boxes meet as many.

Caught by: A2-E12.iou-values
"""
_right = box_iou
def box_iou(a, b):
    return _right(b, a)
