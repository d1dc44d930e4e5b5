"""Forwards a fixed list of names.

Caught by: A2-E3.forwarded
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
        if name not in ("classes", "names", "root", "count", "indices"):
            raise AttributeError(name)
        return getattr(self.dataset, name)
