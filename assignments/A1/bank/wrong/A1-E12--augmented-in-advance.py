"""The training images are augmented once when the splits are made; every epoch sees the same ones.

Caught by: A1-E12.splits
"""
_right = build_splits
def build_splits(load, n_val, seed):
    parts = _right(load, n_val, seed)
    return {**parts, "train": [parts["train"][i] for i in range(len(parts["train"]))]}
