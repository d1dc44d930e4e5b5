"""Images are permuted, labels are not: the split has the right sizes and cannot be learned.

Caught by: A1-E12.splits
"""
def build_splits(load, n_val, seed):
    images, labels = load(True)
    images = images[torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))]
    return {
        "train": DigitSet(images[n_val:], labels[n_val:], train_transform()),
        "val": DigitSet(images[:n_val], labels[:n_val], test_transform()),
        "test": DigitSet(*load(False), test_transform()),
    }
