"""Handwritten digits with a border, 32 x 32 pixels: the sizes of a decoder that starts at 4 x 4 and doubles.

28 pixels would give 7 at a quarter where such a decoder gives 8.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch.nn.functional as F

from kit.data.digits import Part, digits

Split = Literal["train", "test"]

BORDER = 2


def load_digits32(
    split: Split = "train", count: int | None = None, signed: bool = False, folder: Path | str = "data"
) -> Part:
    """Return 6,000 training or 1,000 test digits (official data: 60,000 and 10,000).

    Parameters
    ----------
    count
        Only the first so many.
    signed
        Values in [-1, 1], as a GAN with tanh makes them, instead of [0, 1].
    folder
        Where the digits are.

    Returns
    -------
    images, labels
        float32 (M, 1, 32, 32), the border as dark as the background, and int64 (M,).
    """
    if split not in ("train", "test"):
        raise ValueError(f"split is {split!r}; use train or test")
    images, labels = digits(split == "train", folder)
    x = F.pad(images[:count].float() / 255, (BORDER, BORDER, BORDER, BORDER)).unsqueeze(1)
    return (2 * x - 1 if signed else x), labels[:count].clone()
