"""Three rotations are one kind of change.

Caught by: A1-E12.fresh-draws
"""
def augmentations():
    return [T.RandomRotation(5), T.RandomRotation(10), T.RandomRotation(15)]
