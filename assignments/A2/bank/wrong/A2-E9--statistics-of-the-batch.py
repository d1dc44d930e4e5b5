"""Uses the batch's own statistics: looks normalised, is not what the encoder was trained with.

Caught by: A2-E9.normalize-images
"""
def normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD):
    return (images - images.mean((0, 2, 3), keepdim=True)) / (images.std((0, 2, 3), keepdim=True) + 1e-6)
