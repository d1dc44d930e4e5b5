"""Boxes are filled with -1 as well.

Caught by: A2-E17.padding
"""
def pad_targets(boxes, labels):
    from torch.nn.utils.rnn import pad_sequence

    return tuple(pad_sequence(one, batch_first=True, padding_value=-1) for one in (boxes, labels))
