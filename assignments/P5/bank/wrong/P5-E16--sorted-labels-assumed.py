"""Believes that the labels come class by class.

Caught by: P5-E16.sample
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    counts, start, chosen = labels.unique(return_counts=True)[1].tolist(), 0, []
    for count in counts:
        if count < shots:
            raise ValueError("too few")
        chosen.append(start + torch.randperm(count, generator=generator)[:shots].to(labels.device))
        start += count
    return torch.cat(chosen)
