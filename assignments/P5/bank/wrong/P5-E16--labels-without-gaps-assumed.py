"""Counts the classes from 0 to the largest label: a label that does not occur is an error.

Caught by: P5-E16.sample
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in range(int(labels.max()) + 1):
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        chosen.append(places[torch.randperm(len(places), generator=generator)[:shots].to(labels.device)])
    return torch.cat(chosen)
