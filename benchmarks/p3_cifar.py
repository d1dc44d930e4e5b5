"""The recurrent classifier of P3 on the real CIFAR-10, over seeds, with and without its residual: one Markdown table.

python benchmarks/p3_cifar.py --data FOLDER [--images 10000] [--epochs 5] [--patch 4] [--hidden 64] [--embed 48]
    [--batch 128] [--pools mean,last] [--seeds 3] [--device cpu]

FOLDER holds ``official/cifar-10-batches-bin``. Model, loop and settings (rate 3e-3, warm-up of a tenth, norm at most
1, weight decay 0.05) are the notebook's; trained on the first images of the training part, judged after the last
epoch on the first `--tests` of the test part. CIFAR-10 is never part of this repository.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import time
from collections import defaultdict
from itertools import product
from pathlib import Path

import numpy as np
import torch
from notebook_names import Names, definitions
from torch.utils.data import DataLoader, TensorDataset

from kit.data.objects import Part, load_objects, normalise

POOLS = ("mean", "last")


def main() -> None:
    """Train all designs with all seeds and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True)
    for name, value in {"images": 10_000, "tests": 2_000, "epochs": 5, "patch": 4, "hidden": 64, "embed": 48}.items():
        options.add_argument(f"--{name}", type=int, default=value)
    options.add_argument("--batch", type=int, default=128)
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--pools", default=",".join(POOLS))
    options.add_argument("--device", default="cpu")
    asked = options.parse_args()
    os.environ |= {"KIT_BUDGET": "grade", "KIT_DATA": "offline"}  # of the notebook's own images none is needed
    torch.set_num_threads(1)
    with contextlib.redirect_stdout(io.StringIO()):
        names = definitions("P3", set())
    train, test = (images(part, count, asked.data) for part, count in (("train", asked.images), ("test", asked.tests)))
    found: dict[tuple[str, bool], list[dict[str, float]]] = defaultdict(list)
    for seed, pool, residual in product(range(asked.seeds), asked.pools.split(","), (True, False)):
        result = trained(names, asked, train, test, seed, pool, residual)
        print(seed, pool, residual, result, file=sys.stderr, flush=True)
        found[pool, residual].append(result)
    print("| pooling | residual | accuracy, test: mean (min to max) | accuracy, training | seeds | s of a run |")
    print("|---|---|---|---|---|---|")
    for (pool, residual), rows in found.items():
        spread = shown([row["test"] for row in rows])
        training, seconds = (np.mean([row[key] for row in rows]) for key in ("training", "seconds"))
        print(f"| {pool} | {'yes' if residual else 'no'} | {spread} | {training:.3f} | {asked.seeds} | {seconds:.1f} |")
    for pool in asked.pools.split(","):
        pairs = zip(found[pool, True], found[pool, False], strict=True)
        print(f"\nGain of the residual, {pool}: {shown([one['test'] - other['test'] for one, other in pairs])}")


def images(part: Part, count: int, folder: Path) -> TensorDataset:
    """The first images of a part, normalised, with their labels."""
    found, labels = load_objects(part, count, "official", folder)
    return TensorDataset(normalise(found, "official"), labels)


def trained(
    names: Names,
    asked: argparse.Namespace,
    train: TensorDataset,
    test: TensorDataset,
    seed: int,
    pool: str,
    residual: bool,
) -> dict[str, float]:
    """Train one model; return its accuracies on both parts and the seconds (of CPU, on a GPU of the clock)."""
    clock = time.process_time if asked.device == "cpu" else time.perf_counter
    torch.manual_seed(seed)
    model = names["SequenceClassifier"](
        patch_size=asked.patch, embed_size=asked.embed, hidden_size=asked.hidden, residual=residual, pool=pool
    ).to(asked.device)
    loader, judged_on = DataLoader(train, asked.batch, shuffle=True), DataLoader(test, 500)
    warmup, start = asked.epochs * len(loader) // 10, clock()
    history = names["train_classifier"](
        model, loader, judged_on, asked.epochs, 3e-3, asked.device, warmup_steps=warmup, max_norm=1.0
    )
    seconds = clock() - start
    head = TensorDataset(*(values[: asked.tests] for values in train.tensors))
    training = names["evaluate"](model, DataLoader(head, 500), asked.device)["accuracy"]
    return {"test": history["val_accuracy"][-1], "training": training, "seconds": seconds}


def shown(values: list[float]) -> str:
    """Mean, and in brackets the extremes."""
    return f"{np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})"


if __name__ == "__main__":
    main()
