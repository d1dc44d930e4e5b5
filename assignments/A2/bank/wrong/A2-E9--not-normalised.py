"""Returns the images as they are: the encoder sees [0, 1]; it runs, with weaker features.

Caught by: A2-E9.normalize-images
"""
def normalize_images(images, mean=IMAGENET_MEAN, std=IMAGENET_STD):
    return images.clone()
