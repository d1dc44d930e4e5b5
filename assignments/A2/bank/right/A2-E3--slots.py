"""A class with __slots__ and an explicit iterator.
"""
class DatasetWrapper(Dataset):
    __slots__ = ("dataset", "transform")

    def __init__(self, dataset, transform=None):
        self.dataset = dataset
        self.transform = transform

    def __len__(self):
        return self.dataset.__len__()

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __getitem__(self, i):
        n = len(self)
        if not -n <= i < n:
            raise IndexError("out of range")
        if i < 0:
            i += n
        item = self.dataset[i]
        if self.transform is None:
            return item
        return self.transform(item)

    def __getattr__(self, name):
        if name in DatasetWrapper.__slots__ or (name.startswith("__") and name.endswith("__")):
            raise AttributeError(name)
        return getattr(self.dataset, name)
