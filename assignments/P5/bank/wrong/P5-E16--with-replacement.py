"""Draws with replacement: an example may come twice.

Caught by: P5-E16.sample
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        chosen.append(places[torch.randint(len(places), (shots,), generator=generator).to(labels.device)])
    return torch.cat(chosen)
