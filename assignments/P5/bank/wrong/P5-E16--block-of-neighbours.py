"""Draws a start and takes neighbours: the ends of a class come less often.

Caught by: P5-E16.sample-random
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        start = int(torch.randint(max(len(places) - shots, 1), (1,), generator=generator))
        chosen.append(places[start : start + shots])
    return torch.cat(chosen)
