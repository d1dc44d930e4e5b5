"""Seeds with 0 whatever the seed is.

Caught by: P5-E16.sample-random
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(0)
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        chosen.append(places[torch.randperm(len(places), generator=generator)[:shots].to(labels.device)])
    return torch.cat(chosen)
