"""Train the tiny CLIP that ships with P5, and measure what it knows.

python benchmarks/p5_clip.py [--seeds 5] [--write] [--notebook]

One thread. For each seed of the training it measures the class of new pictures found by prompts (the notebook's 500
test pictures) and zero-shot accuracy on the depth maps of the notebook's 80 test clouds of the ten classes: by six
views, by each view alone, by each prompt alone, and class by class. `--write` writes the weights of the first seed to
assignments/P5/models/ and prints their SHA-256, which stands in kit/clip.py. The shipped weights have seen pictures of
`SHIPPED_SEED` only, which no part of the notebook's data uses.

With `--notebook` the notebook's own 1,500 training pictures are taken, as in its training cell.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save
from torch import Tensor

from kit.clip import TinyCLIP, fit_clip
from kit.data.captioned import PROMPTS, SHIPPED_SEED, drawn_captioned, load_captioned
from kit.data.shapes import TEN, load_shapes

FOLDER = Path(__file__).resolve().parents[1] / "assignments" / "P5" / "models"
COUNT = 3000  # pictures for the weights that ship, twice the notebook's
SIZE = 32
VIEWS = torch.tensor(
    [
        [[1.0, 0, 0], [0, 0, 1], [0, -1, 0]],  # front: right, up, towards the camera
        [[0, 1, 0], [0, 0, 1], [1, 0, 0]],  # right
        [[-1, 0, 0], [0, 0, 1], [0, 1, 0]],  # back
        [[0, -1, 0], [0, 0, 1], [-1, 0, 0]],  # left
        [[1, 0, 0], [0, 1, 0], [0, 0, 1]],  # top
        [[1, 0, 0], [0, -1, 0], [0, 0, -1]],  # bottom
    ]
)
NAMES = ("front", "right", "back", "left", "top", "bottom")


def contrastive(images: Tensor, texts: Tensor, logit_scale: Tensor) -> Tensor:
    """Mean cross entropy of both directions; pair i belongs to i."""
    logits = logit_scale.exp() * F.normalize(images, dim=1) @ F.normalize(texts, dim=1).T
    own = torch.arange(len(logits))
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.T, own)) / 2


def prototypes(clip: TinyCLIP, prompts: tuple[str, ...] = PROMPTS) -> Tensor:
    """One unit feature a class, (10, D)."""
    rows = [F.normalize(clip.encode_text([prompt.format(name) for prompt in prompts]), dim=1).mean(0) for name in TEN]
    return F.normalize(torch.stack(rows), dim=1)


def depth_maps(points: Tensor) -> Tensor:
    """Six depth maps (B, 6, 32, 32) of clouds (B, N, 3): the nearest point of each pixel."""
    centred = points - points.mean(1, keepdim=True)
    unit = centred / centred.norm(dim=2).amax(1)[:, None, None]
    across, up, near = torch.einsum("bnd,vcd->cbvn", unit, VIEWS)
    column, row = (((k + 1) / 2 * SIZE).long().clamp(0, SIZE - 1) for k in (across, -up))
    value = 0.2 + 0.8 * ((near + 1) / 2).clamp(0, 1)
    empty = torch.zeros(*value.shape[:2], SIZE * SIZE)
    return empty.scatter_reduce(2, row * SIZE + column, value, "amax").unflatten(2, (SIZE, SIZE))


def similarities(clip: TinyCLIP, depth: Tensor, texts: Tensor) -> Tensor:
    """Cosines of all views and classes, (B, 6, 10)."""
    images = depth.flatten(0, 1)[:, None].expand(-1, 3, -1, -1)
    return (F.normalize(clip.encode_image(images), dim=1) @ texts.T).unflatten(0, depth.shape[:2])


def accuracy(scores: Tensor, labels: Tensor) -> float:
    """Share of rows whose largest score is that of the label."""
    return float((scores.argmax(1) == labels).float().mean())


@torch.no_grad()
def report(clip: TinyCLIP) -> dict[str, float]:
    """All accuracies by name."""
    pictures, texts = load_captioned("test"), prototypes(clip)
    points, labels = load_shapes("test", classes=TEN)
    depth = depth_maps(points)
    scores = similarities(clip, depth, texts)
    found = {
        "pictures": accuracy(F.normalize(clip.encode_image(pictures.images), dim=1) @ texts.T, pictures.labels),
        "zero-shot": accuracy(scores.sum(1), labels),
        "top-3": float((scores.sum(1).topk(3).indices == labels[:, None]).any(1).float().mean()),
    }
    found |= {f"view {name}": accuracy(scores[:, k], labels) for k, name in enumerate(NAMES)}
    for prompt in ("{}", *PROMPTS):
        found[prompt] = accuracy(similarities(clip, depth, prototypes(clip, (prompt,))).sum(1), labels)
    for label, name in enumerate(TEN):
        rows = labels == label
        found[f"class {name}"] = accuracy(scores[rows].sum(1), labels[rows])
    return found


def main() -> None:
    """Train, measure, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    options.add_argument("--notebook", action="store_true")
    asked = options.parse_args()
    torch.set_num_threads(1)
    start = time.process_time()
    pairs = load_captioned("train") if asked.notebook else drawn_captioned(SHIPPED_SEED, COUNT)
    print(f"{len(pairs)} pictures in {time.process_time() - start:.1f} s of CPU")
    table: dict[str, list[float]] = {}
    for seed in range(asked.seeds):
        start = time.process_time()
        torch.manual_seed(seed)
        clip = TinyCLIP()
        losses = fit_clip(clip, pairs, contrastive)
        seconds = time.process_time() - start
        print(f"seed {seed}, {seconds:.1f} s, loss {losses[-1]:.3f}, factor {clip.logit_scale.detach().exp():.1f}")
        for name, value in report(clip).items():
            table.setdefault(name, []).append(value)
        if seed == 0 and asked.write:
            data = save({key: value.contiguous() for key, value in clip.state_dict().items()})
            (FOLDER / "tiny_clip.safetensors").write_bytes(data)
            print(f"{len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
    for name, values in table.items():
        row = torch.tensor(values)
        spread = f"{row.mean():.3f}, {row.min():.3f} to {row.max():.3f}"
        print(f"{name:<24} {spread}   {' '.join(f'{value:.3f}' for value in values)}")


if __name__ == "__main__":
    main()
