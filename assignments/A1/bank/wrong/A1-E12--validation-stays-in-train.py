"""The validation images are drawn but not taken out of the training part; validation accuracy is too good.

Caught by: A1-E12.splits
"""
_right = build_splits
def build_splits(load, n_val, seed):
    images, labels = load(True)
    return {**_right(load, n_val, seed), "train": DigitSet(images, labels, train_transform())}
