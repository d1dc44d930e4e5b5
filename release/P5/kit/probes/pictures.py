"""Images as the notebook's data cells see them: PIL pictures, loaders of raw digits, items of a data set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PIL import Image
from torch import Tensor

from kit.student.probe import probe


@probe
def transformed(transform: Callable[[Image.Image], Any], images: Tensor) -> list[Any]:
    """Return what `transform` makes of each of the raw images, uint8 (K, H, W), given as PIL pictures."""
    return [transform(Image.fromarray(image.numpy())) for image in images]


@probe
def loader(train: Sequence[Tensor], test: Sequence[Tensor]) -> Callable[[bool], tuple[Tensor, Tensor]]:
    """Return a `load(train: bool)` that gives copies of these images, uint8 (M, H, W), and labels, (M,)."""

    def load(train_part: bool) -> tuple[Tensor, Tensor]:
        images, labels = train if train_part else test
        return images.clone(), labels.clone()

    return load


@probe
def items(dataset: Any) -> list[Any]:
    """Return all items of a data set, in order."""
    return [dataset[index] for index in range(len(dataset))]
