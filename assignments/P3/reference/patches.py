"""Trusted answers for the patch exercise: every value is copied by itself."""

from __future__ import annotations

from itertools import product

import torch
from torch import Tensor


def places(channels: int, height: int, width: int, size: int) -> Tensor:
    """Return int64 (tokens, C * P * P, 3): channel, row and column of each element of each token."""
    found = []
    for top, left in product(range(0, height, size), range(0, width, size)):
        inside = product(range(channels), range(top, top + size), range(left, left + size))
        found.append(list(inside))
    return torch.tensor(found)


def patchify(images: Tensor, size: int) -> Tensor:
    """Return tokens (N, (H/P)(W/P), C*P*P) of images (N, C, H, W)."""
    channel, row, column = places(*images.shape[1:], size).unbind(-1)
    return images[:, channel, row, column]


def unpatchify(tokens: Tensor, size: int, height: int, width: int) -> Tensor:
    """Return the images of tokens."""
    channels = tokens.shape[2] // size**2
    channel, row, column = places(channels, height, width, size).unbind(-1)
    images = tokens.new_zeros(len(tokens), channels, height, width)
    images[:, channel, row, column] = tokens
    return images
