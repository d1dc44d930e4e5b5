"""One augmented data set is cut into train and val, so that val is augmented too.

Caught by: A1-E12.splits
"""
from torch.utils.data import random_split
def build_splits(load, n_val, seed):
    images, labels = load(True)
    whole = DigitSet(images, labels, train_transform())
    train, val = random_split(whole, [len(whole) - n_val, n_val], torch.Generator().manual_seed(seed))
    return {"train": train, "val": val, "test": DigitSet(*load(False), test_transform())}
