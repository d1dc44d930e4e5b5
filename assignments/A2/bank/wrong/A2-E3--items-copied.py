"""Reads and transforms all items at construction: fast later, but the memory holds everything and an augmentation is drawn once.

Caught by: A2-E3.transform-once
"""
class DatasetWrapper(torch.utils.data.Dataset):
    def __init__(self, dataset, transform=None):
        self.dataset = dataset
        self.transform = transform
        self._items = [x if transform is None else transform(x) for x in (dataset[i] for i in range(len(dataset)))]

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, i):
        n = len(self)
        if i < -n or i >= n:
            raise IndexError(i)
        return self._items[i]

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name == "dataset":
            raise AttributeError(name)
        return getattr(self.dataset, name)
