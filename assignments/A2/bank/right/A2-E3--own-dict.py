"""Looks the wrapped data set up in the instance's __dict__.
"""
class DatasetWrapper(Dataset):
    def __init__(self, dataset, transform=None):
        super().__init__()
        self.dataset = dataset
        self.transform = transform

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        index = range(len(self.dataset))[index]  # checks the range and counts from the front
        item = self.dataset[index]
        return self.transform(item) if self.transform else item

    def __getattr__(self, name):
        if name[:2] == name[-2:] == "__":
            raise AttributeError(f"{type(self).__name__} has no attribute {name}")
        try:
            dataset = self.__dict__["dataset"]
        except KeyError:
            raise AttributeError(name) from None
        return getattr(dataset, name)
