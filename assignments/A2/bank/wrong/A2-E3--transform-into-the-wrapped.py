"""Writes the transform into the wrapped data set as well, which is changed, and may then apply it twice.

Caught by: A2-E3.own-and-unknown
"""

class DatasetWrapper(DatasetWrapper):
    def __init__(self, dataset, transform=None):
        self.dataset, self.transform = dataset, transform
        try:
            dataset.transform = transform
        except AttributeError:
            pass
