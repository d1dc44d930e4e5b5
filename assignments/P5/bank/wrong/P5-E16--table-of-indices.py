"""Returns (classes, shots).

Caught by: P5-E16.sample
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    rows = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        rows.append(places[torch.randperm(len(places), generator=generator)[:shots].to(labels.device)])
    return torch.stack(rows)
