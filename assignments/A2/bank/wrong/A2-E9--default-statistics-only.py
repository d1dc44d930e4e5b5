"""Ignores the arguments and uses ImageNet's numbers.

Caught by: A2-E9.normalize-images
"""
def normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD):
    mean, std = (images.new_tensor(one).view(1, 3, 1, 1) for one in (IMAGENET_MEAN, IMAGENET_STD))
    return (images - mean) / std
