"""Turns by up to 180 degrees: a 6 becomes a 9 with the label 6.

Caught by: A1-E12.uprightness
"""
def augmentations():
    return [T.RandomRotation(180), T.ColorJitter(brightness=0.2), T.RandomErasing(scale=(0.01, 0.03))]
