"""Index modulo length: a for loop never ends.

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
        x = self.dataset[i % n]
        if self.transform is not None:
            x = self.transform(x)
        return x

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        if name == "dataset":
            raise AttributeError(name)
        return getattr(self.dataset, name)
