"""Copies the instance attributes at construction: no properties, no class attributes, nothing later.

Caught by: A2-E3.forwarded
"""
class DatasetWrapper(torch.utils.data.Dataset):
    def __init__(self, dataset, transform=None):
        self.__dict__.update(getattr(dataset, '__dict__', {}))
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
