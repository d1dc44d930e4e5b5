"""Always ten rows.

Caught by: A2-E17.padding
"""
def pad_targets(boxes, labels):
    some = torch.zeros(len(boxes), 10, 4), torch.full((len(labels), 10), -1)
    for row, (b, l) in enumerate(zip(boxes, labels)):
        some[0][row, : len(b)], some[1][row, : len(l)] = b, l
    return some
