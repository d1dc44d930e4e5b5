"""A dataclass with two fields.
"""
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False, repr=False)
class DatasetWrapper(Dataset):
    dataset: Any
    transform: Any = None

    def __len__(self):
        return len(self.dataset)

    def __getitem__(self, i):
        x = self.dataset[range(len(self))[i]]
        return x if self.transform is None else self.transform(x)

    def __getattr__(self, name):
        if name == "dataset" or name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return getattr(self.dataset, name)
