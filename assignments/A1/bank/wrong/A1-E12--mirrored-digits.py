"""Random mirror images as for photographs; accuracy is still about 98 %.

Caught by: A1-E12.uprightness
"""
def augmentations():
    return [T.RandomAffine(10, translate=(0.1, 0.1)), T.RandomHorizontalFlip(), T.RandomErasing(scale=(0.01, 0.03))]
