"""A named function in place of a missing transform; __getstate__ and __setstate__ of its own; a batch at once.
"""
def identity(item):
    return item


class DatasetWrapper(Dataset):
    def __init__(self, dataset, transform=None):
        self.__dict__["dataset"] = dataset
        self.transform = identity if transform is None else transform

    def __getstate__(self):
        return dict(self.__dict__)

    def __setstate__(self, state):
        self.__dict__.update(state)

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, index):
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError(f"{index} is out of range")
        return self.transform(self.dataset[index])

    def __getitems__(self, indices):
        return [self[i] for i in indices]

    def __getattr__(self, name):
        special = name.startswith("__") and name.endswith("__")
        if not special and "dataset" in vars(self):
            return getattr(vars(self)["dataset"], name)
        raise AttributeError(name)
