"""K is written as 3: right until somebody takes another number of shapes.

Caught by: A2-E13.centres, A2-E13.order
"""
def make_anchors(feature_hw, stride, shapes):
    rows, columns = feature_hw
    out = torch.zeros(rows, columns, 3, 4, device=shapes.device)
    for row in range(rows):
        for column in range(columns):
            for k in range(3):
                centre = shapes.new_tensor([(column + 0.5) * stride, (row + 0.5) * stride])
                out[row, column, k] = torch.cat((centre, shapes[min(k, len(shapes) - 1)]))
    return out.reshape(-1, 4)
