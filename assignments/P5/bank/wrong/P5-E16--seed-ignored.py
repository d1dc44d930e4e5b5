"""The global generator: two calls with the same seed differ.

Caught by: P5-E16.sample-random
"""
def sample_few_shot(labels, shots, seed):

    chosen = []
    for label in labels.unique():
        places = (labels == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        chosen.append(places[torch.randperm(len(places), device=labels.device)[:shots]])
    return torch.cat(chosen)
