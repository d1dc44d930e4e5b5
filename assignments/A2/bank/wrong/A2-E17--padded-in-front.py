"""The filling comes first, the boxes last.

Caught by: A2-E17.padding
"""
def pad_targets(boxes, labels):
    most = max(len(one) for one in boxes)
    some = torch.zeros(len(boxes), most, 4), torch.full((len(labels), most), -1)
    for row, (b, l) in enumerate(zip(boxes, labels)):
        some[0][row, most - len(b) :], some[1][row, most - len(l) :] = b, l
    return some
