"""Neighbours from a random start, going on at the first one: each example is equally likely, sets of them are not.

Caught by: P5-E16.sample-random
"""


def sample_few_shot(labels, shots, seed):
    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError(f"expected {shots}, got {len(places)}")
        start = int(torch.randint(len(places), (1,), generator=generator))
        chosen.append(places.roll(-start)[:shots])
    return torch.cat(chosen)
