"""The permutation is drawn without the seed: each run validates on other images, some of them trained on before.

Caught by: A1-E12.splits
"""
def build_splits(load, n_val, seed):
    images, labels = load(True)
    order = torch.randperm(len(labels))
    val, train = order[:n_val], order[n_val:]
    return {
        "train": DigitSet(images[train], labels[train], train_transform()),
        "val": DigitSet(images[val], labels[val], test_transform()),
        "test": DigitSet(*load(False), test_transform()),
    }
