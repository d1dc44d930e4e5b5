"""The indices stay on the CPU.

Caught by: P5-E16.sample
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique().tolist():
        places = (labels.cpu() == label).nonzero()[:, 0]
        if len(places) < shots:
            raise ValueError("too few")
        chosen.append(places[torch.randperm(len(places), generator=generator)[:shots]])
    return torch.cat(chosen)
