"""Remembers transformed items: every epoch sees the same augmentation.

Caught by: A2-E3.transform-once
"""
class DatasetWrapper(torch.utils.data.Dataset):
    def __init__(self, dataset, transform=None):
        self.dataset = dataset
        self.transform = transform
        self._seen = {}

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, i):
        n = len(self)
        if i < -n or i >= n:
            raise IndexError(i)
        i %= n
        if i not in self._seen:
            x = self.dataset[i]
            self._seen[i] = x if self.transform is None else self.transform(x)
        return self._seen[i]

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name == "dataset":
            raise AttributeError(name)
        return getattr(self.dataset, name)
