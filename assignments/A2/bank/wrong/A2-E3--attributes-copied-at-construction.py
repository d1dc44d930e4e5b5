"""Copies the wrapped attributes into itself: right at first, but values changed later are never seen.

Caught by: A2-E3.forwarded
"""

class DatasetWrapper(torch.utils.data.Dataset):
    def __init__(self, dataset, transform=None):
        for k, v in getattr(dataset, "__dict__", {}).items():
            setattr(self, k, v)
        self.dataset, self.transform = dataset, transform
    def __len__(self):
        return len(self.dataset)
    def __getitem__(self, i):
        if not -len(self) <= i < len(self):
            raise IndexError(i)
        item = self.dataset[i % len(self)]
        return item if self.transform is None else self.transform(item)
    def __getattr__(self, name):
        if name.startswith("__") or name == "dataset":
            raise AttributeError(name)
        return getattr(self.dataset, name)
