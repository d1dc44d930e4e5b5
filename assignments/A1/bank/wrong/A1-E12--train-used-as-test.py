"""The loader is asked for the training part both times; accuracy is too good.

Caught by: A1-E12.splits
"""
def build_splits(load, n_val, seed):
    images, labels = load(True)
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    cut = {"train": (order[n_val:], train_transform()), "val": (order[:n_val], test_transform())}
    parts = {name: DigitSet(images[rows], labels[rows], change) for name, (rows, change) in cut.items()}
    return {**parts, "test": DigitSet(*load(True), test_transform())}
