"""The table is made on the CPU and filled pair by pair.

Caught by: A2-E12.iou-gradient
"""
_right = box_iou
def box_iou(a, b):
    table = torch.zeros(len(a), len(b), dtype=a.dtype)
    for i in range(len(a)):
        for j in range(len(b)):
            table[i, j] = _right(a[i : i + 1], b[j : j + 1])[0, 0]
    return table
