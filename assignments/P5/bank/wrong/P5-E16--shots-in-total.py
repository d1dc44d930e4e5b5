"""A random subset of the right size, not the same number of each class; seldom seen on balanced data.

Caught by: P5-E16.sample, P5-E16.sample-error
"""
def sample_few_shot(labels, shots, seed):

    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator)
    return order[: shots * len(labels.unique())].to(labels.device)
