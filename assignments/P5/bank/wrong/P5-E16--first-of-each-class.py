"""The first ones of each class: nothing is random.

Caught by: P5-E16.sample-random
"""
def sample_few_shot(labels, shots, seed):

    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        chosen.append(places[:shots])
    return torch.cat(chosen)
