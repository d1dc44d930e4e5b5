"""Checks the range, but passes -1 on: right for lists, wrong for a data set that computes with the index.

Caught by: A2-E3.items
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
        x = self.dataset[i]
        if self.transform is not None:
            x = self.transform(x)
        return x

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name == "dataset":
            raise AttributeError(name)
        return getattr(self.dataset, name)
