"""pad_sequence of the library; the result as a list."""
def pad_targets(boxes, labels):
    from torch.nn.utils.rnn import pad_sequence

    return [pad_sequence(boxes, batch_first=True, padding_value=0.0), pad_sequence(labels, True, -1)]
