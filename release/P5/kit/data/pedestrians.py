"""Pedestrians in streets with instance masks: generated scenes, or Penn-Fudan's photographs.

Both lie in a folder of the same layout, ``PNGImages/NAME.png`` and ``PedMasks/NAME_mask.png``, so that
`Pedestrians` does not know which of the two it reads. `kit.settings.official_data` decides.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, TypeVar

import numpy as np
from PIL import Image
from torch.utils.data import Dataset

from kit.data.digits import DataError
from kit.data.street import street_scene
from kit.settings import official_data

Split = Literal["train", "val", "test"]
T = TypeVar("T")

GENERATED = Path("generated")  # beside the notebook; can be deleted at any time
VERSION = 1  # of the generator: scenes of another one are not read
SCENES, TRAINING, TEST_SCENES = 170, 130, 40
SEED, TEST_SEED, ENCODER_SEED = 0, 1, 2
"""Seeds of the scenes for training and validation, for tests, and for the encoder that ships."""

HEIGHTS, WIDTHS = (88, 128), (104, 152)
SOURCE: dict[str, Any] = json.loads(Path(__file__).with_name("sources.json").read_text())["pennfudan"]


class Item(TypedDict):
    """One scene: the image of mode RGB and the mask, one byte a pixel: 0 background, k person k."""

    image: Image.Image
    mask: Image.Image


class Pedestrians(Dataset[Item]):
    """Scenes of a folder in Penn-Fudan's layout.

    Parameters
    ----------
    root
        Holds ``PNGImages`` and ``PedMasks``.
    names
        File names without ending; None: all, in alphabetical order.

    Attributes
    ----------
    classes
        Names of the two classes of pixels.
    """

    classes = ("background", "pedestrian")

    def __init__(self, root: Path | str, names: Sequence[str] | None = None) -> None:
        self.root = Path(root)
        self.names = sorted(path.stem for path in _images(self.root)) if names is None else list(names)

    def __len__(self) -> int:
        """Return the number of scenes."""
        return len(self.names)

    def __getitem__(self, index: int) -> Item:
        """Read the image and the mask of one scene."""
        image, mask = _paths(self.root, self.names[index])
        with Image.open(image) as picture, Image.open(mask) as numbers:
            numbers.load()
            return {"image": picture.convert("RGB"), "mask": numbers.copy()}


def load_pedestrians(split: Split, folder: Path | str = "data", count: int | None = None) -> Pedestrians:
    """Return a part of the data: 130 scenes for training, 40 for validation, 40 generated ones as a test.

    Parameters
    ----------
    folder
        Where the official data are kept; generated scenes are drawn once, into ``generated/``.
    count
        Only the first so many scenes.

    Raises
    ------
    DataError
        The official data are wanted and cannot be had.
    ValueError
        The test part of the official data is wanted: there is none.
    """
    if split not in ("train", "val", "test"):
        raise ValueError(f"split is {split!r}; use train, val or test")
    if official_data():
        if split == "test":
            raise ValueError("Penn-Fudan has no test part: use val")
        root = official_folder(Path(folder) / "official")
        names = sorted(path.stem for path in _images(root))
        return Pedestrians(root, _part(names, split)[:count])
    seed, scenes = (TEST_SEED, TEST_SCENES) if split == "test" else (SEED, SCENES)
    root = GENERATED / f"streets-{VERSION}-{seed}"
    numbers = list(range(scenes)) if split == "test" else _part(list(range(scenes)), split)
    numbers = numbers[:count]
    draw_scenes(root, seed, numbers)
    return Pedestrians(root, [scene_name(number) for number in numbers])


def scene_name(number: int) -> str:
    """File name of a generated scene, without ending."""
    return f"Street{number + 1:05d}"


def scene_sizes(seed: int) -> list[tuple[int, int]]:
    """Sizes (h, w) of the generated scenes in order: all that are possible, shuffled, so no two are equal."""
    sizes = [(h, w) for h in range(HEIGHTS[0], HEIGHTS[1] + 1) for w in range(WIDTHS[0], WIDTHS[1] + 1)]
    order = np.random.default_rng([seed, len(sizes)]).permutation(len(sizes))
    return [sizes[place] for place in order]


def draw_scenes(root: Path, seed: int, numbers: Sequence[int]) -> None:
    """Draw the scenes that `root` does not have yet; about 10 ms each."""
    sizes = scene_sizes(seed)
    for path in _paths(root, ""):
        path.parent.mkdir(parents=True, exist_ok=True)
    (root.parent / ".gitignore").write_text("*\n")
    for number in numbers:
        image_path, mask_path = _paths(root, scene_name(number))
        if not image_path.exists():
            image, mask = street_scene(seed, number, sizes[number])
            _write(mask, mask_path)
            _write(image, image_path)  # last: where it is, its mask is too


def official_folder(folder: Path) -> Path:
    """Return Penn-Fudan's folder, unpacked and, if need be, downloaded into `folder`.

    Its host publishes no checksum, so the content is examined instead: the archive's own check sums, the number
    of images, a mask for each.

    Raises
    ------
    DataError
        It cannot be had, or is incomplete; the message says how to get it by hand.
    """
    root, archive = folder / str(SOURCE["folder"]), folder / str(SOURCE["file"])
    if not root.exists():
        _download(archive)
        try:
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(folder)
        except zipfile.BadZipFile as error:
            raise DataError(archive, f"is damaged ({error}): delete it, so that it is downloaded again") from error
    names = [path.stem for path in _images(root)]
    masks = [name for name in names if _paths(root, name)[1].exists()]
    if (len(names), len(masks)) != (SOURCE["images"], SOURCE["images"]):
        raise DataError(
            root,
            f"{len(names)} images and {len(masks)} masks instead of {SOURCE['images']} each: "
            f"delete the folder and unpack {SOURCE['file']} again",
        )
    return root


def _download(archive: Path) -> None:
    if archive.exists():
        return
    from torchvision.datasets.utils import download_url  # slow, needed here only

    try:
        download_url(SOURCE["url"], str(archive.parent), archive.name)
    except Exception as error:  # raises what the network raises
        archive.unlink(missing_ok=True)
        raise DataError(
            archive,
            f"Penn-Fudan could not be downloaded ({error}). By hand: put the file of {SOURCE['url']} there, "
            "or set KIT_DATA=offline for generated scenes.",
        ) from error


def _part(everything: list[T], split: Split) -> list[T]:
    """The training or the validation part, after a fixed shuffle: Penn-Fudan is sorted by place."""
    order = np.random.default_rng(0).permutation(len(everything))
    return [everything[place] for place in (order[:TRAINING] if split == "train" else order[TRAINING:])]


def _images(root: Path) -> list[Path]:
    return [path for path in (root / "PNGImages").glob("*.png") if not path.name.startswith(".")]


def _paths(root: Path, name: str) -> tuple[Path, Path]:
    return root / "PNGImages" / f"{name}.png", root / "PedMasks" / f"{name}_mask.png"


def _write(picture: Image.Image, path: Path) -> None:
    """Write at once or not at all, so that a stopped notebook leaves no half a file."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    picture.save(unfinished, format="png", compress_level=1)
    os.replace(unfinished, path)
