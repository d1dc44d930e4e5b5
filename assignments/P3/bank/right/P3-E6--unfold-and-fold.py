"""F.unfold and a transpose; F.fold for the way back."""


def patchify(images, patch_size):
    if any(side % patch_size for side in images.shape[-2:]):
        raise ValueError(f"patch size {patch_size} does not divide {tuple(images.shape[-2:])}")
    return F.unfold(images, kernel_size=patch_size, stride=patch_size).transpose(1, 2)


def unpatchify(tokens, patch_size, height, width):
    return F.fold(tokens.transpose(1, 2), (height, width), kernel_size=patch_size, stride=patch_size)
