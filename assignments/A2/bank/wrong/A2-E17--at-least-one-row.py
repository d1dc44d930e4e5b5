"""At least one row, so that no axis has size 0.

Caught by: A2-E17.padding-nothing
"""
def pad_targets(boxes, labels):
    most = max(1, max(len(one) for one in boxes))
    some = torch.zeros(len(boxes), most, 4), torch.full((len(labels), most), -1)
    for row, (b, l) in enumerate(zip(boxes, labels)):
        some[0][row, : len(b)], some[1][row, : len(l)] = b, l
    return some
