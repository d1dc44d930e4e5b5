"""Accuracy of A1's reference network on hidden and test digits, over seeds: the gate and table of A1-E13.

python benchmarks/digit_gate.py [--seeds 6] [--stages 2 1] [--plain]
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import torch
from torch.utils.data import DataLoader

from kit.data.digits import digits, plain_batches, to_input
from kit.training import in_two_stages

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "assignments" / "A1"


def definitions() -> dict[str, Any]:
    """Run the given cells and the reference answers of the notebook and return what they define."""
    found: dict[str, Any] = {"__name__": "__main__"}
    for cell in jupytext.read(FOLDER / "A1.py", fmt="py:percent").cells:
        if cell.cell_type == "code" and cell.metadata.get("role") in ("given", "answer"):
            exec(compile(cell.source, "<cell>", "exec"), found)
    return found


def main() -> None:
    """Print one line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=6)
    options.add_argument("--stages", type=int, nargs=2, default=[3, 1], help="epochs; budget grade: 2 1, demo: 3 1")
    options.add_argument("--plain", action="store_true", help="without augmentation")
    asked = options.parse_args()
    os.chdir(FOLDER)
    torch.set_num_threads(1)
    notebook = definitions()
    with np.load(FOLDER / "private" / "mnist_hidden_1k.npz") as file:
        hidden = [(to_input(torch.from_numpy(file["images"])), torch.from_numpy(file["labels"]))]
    test_images, test_labels = digits(train=False)
    judges = {"hidden": hidden, "test": [(to_input(test_images), test_labels)]}
    accuracies: dict[str, list[float]] = {name: [] for name in judges}
    seconds = []
    for seed in range(asked.seeds):
        torch.manual_seed(seed)
        if asked.plain:
            train, val = plain_batches(n_val=1000, size=32)
        else:
            splits = notebook["build_splits"](notebook["digits"], n_val=1000, seed=0)
            train = DataLoader(splits["train"], batch_size=32, shuffle=True)
            val = DataLoader(splits["val"], batch_size=250)
        model, start = notebook["MNISTNet"](), time.perf_counter()
        in_two_stages(notebook["fit"], model, train, val, tuple(asked.stages), notebook["LEARNING_RATE"])
        seconds.append(time.perf_counter() - start)
        for name, batches in judges.items():
            accuracies[name].append(notebook["evaluate"](model, batches))
    spread = "; ".join(
        f"{name} mean {np.mean(values):.4f}, {min(values):.3f} to {max(values):.3f}"
        for name, values in accuracies.items()
    )
    print(f"stages {asked.stages}, {asked.seeds} seeds: {spread}; {np.median(seconds):.0f} s a run")


if __name__ == "__main__":
    main()
