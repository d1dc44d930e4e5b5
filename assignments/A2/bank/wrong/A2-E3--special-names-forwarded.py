"""Forwards special names: a DataLoader finds the __getitems__ of a Subset and reads past the transform.

Caught by: A2-E3.own-and-unknown, A2-E3.loader
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

    def __getattr__(self, name):
        if name in ("dataset", "transform", "__setstate__", "__deepcopy__", "__getstate__"):
            raise AttributeError(name)
        return getattr(self.dataset, name)
