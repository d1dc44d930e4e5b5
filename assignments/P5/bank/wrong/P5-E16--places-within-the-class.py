"""Returns the places within each class instead of the indices into the labels.

Caught by: P5-E16.sample
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    chosen = []
    for label in labels.unique():
        count = int((labels == label).sum())
        if count < shots:
            raise ValueError("too few")
        chosen.append(torch.randperm(count, generator=generator)[:shots].to(labels.device))
    return torch.cat(chosen)
