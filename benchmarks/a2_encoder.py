"""Train the small encoder that ships with A2: is there a person in a crop of a generated street?

python benchmarks/a2_encoder.py [--seeds 5] [--write]

One thread. Prints the accuracy on crops of unseen scenes for each seed of the training; `--write` writes the
encoder of the first seed to assignments/A2/models/ and prints its SHA-256, which stands in kit/encoders.py. The
scenes are those of `ENCODER_SEED`, which no part of the notebook's data uses.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save
from torch import Tensor, nn

from kit.data.pedestrians import ENCODER_SEED, scene_sizes
from kit.data.pictures import image_to_tensor, mask_to_tensor
from kit.data.street import street_scene
from kit.encoders import IMAGENET_MEAN, IMAGENET_STD, TAPS, TINY_FILE, TINY_WIDTHS, from_bytes, tiny_vgg, to_bytes

FILE = Path(__file__).resolve().parents[1] / "assignments" / "A2" / TINY_FILE
SIDE = 32  # of a crop, in pixels
SCENES, UNSEEN = 1000, 200
EPOCHS, BATCH, RATE = 12, 32, 1e-3
SHARE = 0.15  # of a crop that a person covers at least

Samples = tuple[Tensor, Tensor]


def crops(rng: np.random.Generator, image: Tensor, mask: Tensor) -> list[tuple[Tensor, int]]:
    """Up to four crops around a pixel of a person and four without any person, with their labels."""
    height, width = mask.shape
    found = []
    people = (mask > 0).nonzero()
    for label in (1, 1, 1, 1, 0, 0, 0, 0):
        for _ in range(20):
            if label:
                y, x = (people[rng.integers(len(people))] - torch.from_numpy(rng.integers(8, 24, 2))).tolist()
            else:
                y, x = int(rng.integers(0, height - SIDE + 1)), int(rng.integers(0, width - SIDE + 1))
            y, x = min(max(y, 0), height - SIDE), min(max(x, 0), width - SIDE)
            covered = float((mask[y : y + SIDE, x : x + SIDE] > 0).float().mean())
            if (covered >= SHARE) if label else (covered == 0):
                found.append((image[:, y : y + SIDE, x : x + SIDE], label))
                break
    return found


def samples(first: int, count: int) -> Samples:
    """Normalised crops of so many scenes, (N, 3, 32, 32), and labels, float32 (N,), as many of 0 as of 1."""
    sizes = scene_sizes(ENCODER_SEED)
    found: dict[int, list[Tensor]] = {0: [], 1: []}
    for number in range(first, first + count):
        image, mask = street_scene(ENCODER_SEED, number, sizes[number])
        rng = np.random.default_rng([ENCODER_SEED, number, SIDE])
        for crop, label in crops(rng, image_to_tensor(image), mask_to_tensor(mask)):
            found[label].append(crop)
    each = min(len(found[0]), len(found[1]))
    images = torch.stack(found[0][:each] + found[1][:each])
    mean, deviation = (torch.tensor(values)[:, None, None] for values in (IMAGENET_MEAN, IMAGENET_STD))
    return (images - mean) / deviation, torch.arange(2.0).repeat_interleave(each)


class Judge(nn.Module):
    """One linear judgement on the mean of each tapped map, so that all three learn what a person is."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = tiny_vgg(trained=False)
        for layer in self.encoder:
            if isinstance(layer, nn.Conv2d):
                nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
                nn.init.zeros_(layer.bias)
        self.heads = nn.ModuleList(nn.Linear(width, 1) for width in TINY_WIDTHS[2:])

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (3, N)."""
        maps = []
        for number, layer in enumerate(self.encoder, 1):
            x = layer(x)
            if number in TAPS:
                maps.append(x)
        return torch.stack([head(one.mean((2, 3)))[:, 0] for head, one in zip(self.heads, maps, strict=True)])


def train(seed: int, data: Samples) -> Judge:
    """Train with Adam, a falling rate and mirrored crops."""
    torch.manual_seed(seed)
    judge, (x, y) = Judge(), data
    optimizer = torch.optim.Adam(judge.parameters(), lr=RATE)
    steps, step = EPOCHS * math.ceil(len(x) / BATCH), 0
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(x)).split(BATCH):
            optimizer.param_groups[0]["lr"] = RATE * (1 + math.cos(math.pi * step / steps)) / 2
            images = x[batch].flip(3) if torch.rand(()) < 0.5 else x[batch]
            optimizer.zero_grad()
            logits = judge(images)
            F.binary_cross_entropy_with_logits(logits, y[batch].expand_as(logits)).backward()
            optimizer.step()
            step += 1
    return judge


def accuracies(judge: Judge, data: Samples) -> list[float]:
    """Share of right judgements of each head."""
    x, y = data
    with torch.no_grad():
        logits = torch.cat([judge(part) for part in x.split(200)], 1)
    return ((logits > 0) == y.bool()).float().mean(1).tolist()


def main() -> None:
    """Train, measure, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    torch.set_num_threads(1)
    known, unseen = samples(0, SCENES), samples(SCENES, UNSEEN)
    print(f"{len(known[0])} crops to train on, {len(unseen[0])} unseen")
    print("| seed | CPU s | stride 8 | stride 16 | stride 32 | stride 32, training crops |")
    print("|---|---|---|---|---|---|")
    for seed in range(asked.seeds):
        start = time.process_time()
        judge = train(seed, known)
        seconds = time.process_time() - start
        small = to_bytes(judge.encoder.state_dict())
        judge.encoder.load_state_dict(from_bytes(small))  # what ships is what is measured
        shown = " | ".join(f"{value:.3f}" for value in [*accuracies(judge, unseen), accuracies(judge, known)[2]])
        print(f"| {seed} | {seconds:.0f} | {shown} |", flush=True)
        if seed == 0 and asked.write:
            data = save({name: value.contiguous() for name, value in small.items()})
            FILE.parent.mkdir(parents=True, exist_ok=True)
            FILE.write_bytes(data)
            print(f"{FILE.name}: {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
