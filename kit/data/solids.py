"""The forty classes of generated shapes, and one cloud of any of them.

Every class is a function of `kit.data.fixtures`, `kit.data.furnishings` or `kit.data.household`.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import numpy as np

from kit.data import fixtures, furnishings, household
from kit.data.surfaces import Rng, Solid, sample

CLASSES = (
    *("airplane", "bathtub", "bed", "bench", "bookshelf", "bottle", "bowl", "car", "chair", "cone"),
    *("cup", "curtain", "desk", "door", "dresser", "flower_pot", "glass_box", "guitar", "keyboard", "lamp"),
    *("laptop", "mantel", "monitor", "night_stand", "person", "piano", "plant", "radio", "range_hood", "sink"),
    *("sofa", "stairs", "stool", "table", "tent", "toilet", "tv_stand", "vase", "wardrobe", "xbox"),
)
TEN = ("airplane", "bed", "bottle", "car", "chair", "guitar", "lamp", "person", "sofa", "stairs")
"""The classes of which pictures with captions are drawn too."""

MAKERS: dict[str, Callable[[Rng], Solid]] = {
    name: maker
    for module in (fixtures, furnishings, household)
    for name, maker in vars(module).items()
    if name in CLASSES
}

NOISE = 0.005  # standard deviation of each coordinate; the largest norm is 1 before


def draw_shape(name: str, seed: int, number: int, points: int = 256) -> np.ndarray:
    """Draw cloud `number` of a class and seed, float32 (points, 3).

    Its dimensions do not depend on `points`. The box around it is centred at the origin, and the farthest point has
    norm 1, before a little noise.
    """
    rng = np.random.default_rng([seed, zlib.crc32(name.encode()), number])
    solid = build(name, rng)
    stretch = rng.uniform(0.85, 1.18, 3)
    cloud = sample(solid, rng, points)
    cloud = (cloud - (cloud.max(0) + cloud.min(0)) / 2) * stretch
    cloud /= np.linalg.norm(cloud, axis=1).max()
    noisy: np.ndarray = rng.permutation(cloud) + rng.normal(0, NOISE, cloud.shape)
    return noisy.astype(np.float32)


def build(name: str, rng: Rng) -> Solid:
    """Put a shape of a class together; every call draws other dimensions."""
    if name not in MAKERS:
        raise ValueError(f"unknown class {name!r}; use names of CLASSES")
    return MAKERS[name](rng)
