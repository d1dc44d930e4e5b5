"""Normalises before augmenting: erased and shifted-in pixels are 0, which is a grey now and not black.

Caught by: A1-E12.form-and-range
"""
def train_transform():
    return T.Compose([T.ToTensor(), T.Normalize(MEAN, DEVIATION), *augmentations()])
