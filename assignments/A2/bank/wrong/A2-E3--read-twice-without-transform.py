"""Reads an item twice if there is no transform; only slower, unless reading has an effect or draws at random.

Caught by: A2-E3.transform-once
"""

class DatasetWrapper(DatasetWrapper):
    def __getitem__(self, i):
        if not -len(self) <= i < len(self):
            raise IndexError(i)
        if self.transform is not None:
            return self.transform(self.dataset[i % len(self)])
        _ = self.dataset[i % len(self)]
        return self.dataset[i % len(self)]
