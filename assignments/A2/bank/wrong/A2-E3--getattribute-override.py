"""Overrides __getattribute__: the wrapped data set answers first, the wrapper's own attributes are shadowed.

Caught by: A2-E3.own-and-unknown
"""
class DatasetWrapper(torch.utils.data.Dataset):
    def __init__(self, dataset, transform=None):
        self.dataset = dataset
        self.transform = transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, i):
        n = len(self)
        if i < -n or i >= n:
            raise IndexError(i)
        x = self.dataset[i + n if i < 0 else i]
        if self.transform is not None:
            x = self.transform(x)
        return x

    def __getattribute__(self, name):
        own = object.__getattribute__(self, "__dict__")
        if name.startswith("__") or "dataset" not in own:
            return object.__getattribute__(self, name)
        try:
            return getattr(own["dataset"], name)
        except AttributeError:
            return object.__getattribute__(self, name)
