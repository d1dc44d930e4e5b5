"""Labels are filled with 0, which is a digit.

Caught by: A2-E17.padding
"""
def pad_targets(boxes, labels):
    from torch.nn.utils.rnn import pad_sequence

    return pad_sequence(boxes, batch_first=True), pad_sequence(labels, batch_first=True)
