"""Code that is wrong on purpose: it runs, has the right shapes, and is to be found out."""

from __future__ import annotations

from torch import Tensor


def patchify_by_plain_view(images: Tensor, patch_size: int) -> Tensor:
    """WRONG: read the numbers in the order in which they lie in memory, so that no token is a patch.

    Parameters
    ----------
    images
        (N, C, H, W).

    Returns
    -------
    (N, (H/P)*(W/P), C*P*P): the right shape with scattered content.
    """
    count, channels, height, width = images.shape
    tokens = (height // patch_size) * (width // patch_size)
    return images.reshape(count, tokens, channels * patch_size**2)
