"""From PIL pictures to tensors."""

from __future__ import annotations

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def image_to_tensor(picture: Image.Image) -> Tensor:
    """Turn a colour picture into float32 (3, H, W) in [0, 1]."""
    pixels = torch.from_numpy(np.array(picture.convert("RGB")))
    return pixels.permute(2, 0, 1).contiguous().float() / 255


def mask_to_tensor(picture: Image.Image) -> Tensor:
    """Turn a mask into uint8 (H, W): the stored numbers, also where a palette gives them colours.

    Raises
    ------
    ValueError
        The picture does not hold one byte a pixel.
    """
    if picture.mode not in ("L", "P"):
        raise ValueError(f"a mask has one byte a pixel (mode L or P), this picture has mode {picture.mode}")
    return torch.from_numpy(np.array(picture))
