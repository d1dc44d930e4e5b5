"""The length is stored at construction; nobody sees it until the wrapped data set grows or shrinks.

Caught by: A2-E3.items
"""

class DatasetWrapper(DatasetWrapper):
    def __init__(self, dataset, transform=None):
        self.dataset, self.transform = dataset, transform
        self._n = len(dataset)
    def __len__(self):
        return self._n
