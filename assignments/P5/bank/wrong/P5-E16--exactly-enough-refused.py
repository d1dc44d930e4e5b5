"""Refuses a class that has just as many examples as wanted.

Caught by: P5-E16.sample, P5-E16.sample-error
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) <= shots:
            raise ValueError("too few")
        chosen.append(places[torch.randperm(len(places), generator=generator)[:shots].to(labels.device)])
    return torch.cat(chosen)
