"""Results of A1's trainings on the shipped digits, over seeds, with the notebook's own code: one Markdown table.

python benchmarks/a1_bands.py [--seeds 5] [--only GROUP] [--gate]

One thread. `--gate` measures instead what the gate of A1-E13 stands on: the reference and the bank's other right
networks, trained in budget grade and judged on the hidden digits.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import math
import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from bands import Results, table
from notebook_names import ASSIGNMENTS, Names, definitions
from torch.utils.data import DataLoader

from kit.data.digits import digits, plain_batches, to_input
from kit.knn import NearestNeighbours, accuracy, flatten
from kit.train import measure, train_classifier
from kit.training import in_two_stages

FOLDER = ASSIGNMENTS / "A1"
TAKEN = {  # of demonstration cells only what binds these
    *("digit_pixels", "digit_labels", "test_pixels", "test_labels", "n_val", "hog_known", "hog_train", "hog_splits"),
    *("flat_train", "flat_splits", "small_train", "remedies", "six_layers", "xavier", "he"),
}
BANDS = {  # that the notebook shows
    "1-NN, L1": (0.89, 0.95),
    "1-NN, L2": (0.89, 0.95),
    "linear softmax on raw pixels, 10 epochs": (0.86, 0.93),
    "linear softmax on HOG, 10 epochs": (0.94, 0.98),
    "MLP on raw pixels, 8 epochs": (0.89, 0.95),
    "HOG + MLP, 8 epochs": (0.94, 0.985),
    "CNN, 3 + 1 epochs, not augmented: test": (0.96, 0.995),
    "CNN, 3 + 1 epochs, augmented: test": (0.965, 0.995),
}


def neighbours(names: Names, seed: int) -> Iterator[Results]:
    """1-NN on the notebook's 500 queries; no chance in it."""
    for p in (1, 2):
        model = NearestNeighbours(p=p)
        model.train(names["X_stored"], names["y_stored"])
        yield {f"1-NN, L{p}": accuracy(model.predict(model.distances(names["X_query"])), names["y_query"])}


def linear(names: Names, seed: int) -> Iterator[Results]:
    """The linear classifier by plain gradient descent."""
    W, _ = names["train_linear"](names["softmax_loss"], lr=0.2, epochs=10, seed=seed)
    x = names["with_ones"](flatten(names["pixel_test_images"]))
    yield {"linear softmax on raw pixels, 10 epochs": accuracy((x @ W).argmax(1), names["pixel_test_labels"])}


def perceptrons(names: Names, seed: int) -> Iterator[Results]:
    """The table after A1-E9."""
    hog, flat = names["hog_splits"], names["flat_splits"]
    for name, splits, hidden, epochs in (
        ("linear softmax on HOG", hog, (), 10),
        ("MLP on raw pixels", flat, (64,), 8),
        ("HOG + MLP", hog, (64,), 8),
    ):
        torch.manual_seed(seed)
        net = names["HOGMLP"](splits["train"][0].shape[1], hidden=hidden)
        train_classifier(net, splits["train"], splits["val"], epochs)
        yield {f"{name}, {epochs} epochs": measure(net, splits["test"])[1]}


def regularisation(names: Names, seed: int) -> Iterator[Results]:
    """Figure 7 in budget demo: 1,000 digits, 30 epochs, measured on validation data at the epoch kept."""
    for name, options in names["remedies"].items():
        torch.manual_seed(seed)
        net = names["HOGMLP"](441, hidden=(256,), p_drop=options.get("p_drop", 0.0))
        training = {key: value for key, value in options.items() if key != "p_drop"}
        history = train_classifier(net, names["small_train"], names["hog_splits"]["val"], 30, lr=3e-3, **training)
        last = history.kept - 1
        yield {
            f"regularisation, {name}: accuracy": history.val_accuracy[last],
            f"regularisation, {name}: validation loss": history.val_loss[last],
            f"regularisation, {name}: training loss": history.train_loss[last],
        }


def activations(names: Names, seed: int) -> Iterator[Results]:
    """The sixth of six random layers of 256: deviation, or share beyond .99 where tanh saturates."""
    torch.manual_seed(seed)
    xavier, he = names["xavier"], names["he"]
    for name, scale, function in (
        ("six tanh layers, scale 0.01: deviation", 0.01, torch.tanh),
        ("six tanh layers, scale 1.0: share beyond .99", 1.0, torch.tanh),
        ("six tanh layers, Xavier: deviation", xavier, torch.tanh),
        ("six ReLU layers, Xavier: deviation", xavier, torch.relu),
        ("six ReLU layers, He: deviation", he, torch.relu),
    ):
        last = names["six_layers"](scale, function)[-1]
        yield {name: float((last.abs() > 0.99).float().mean() if "share" in name else last.std())}


def floor(names: Names, seed: int) -> Iterator[Results]:
    """Smallest cross-entropy of ten classes when probabilities are taken for logits: log(e + 9) - 1."""
    loss = float(names["cross_entropy"](torch.eye(10, dtype=torch.float64), torch.arange(10)))
    assert math.isclose(loss, math.log(math.e + 9) - 1)
    yield {"double softmax, lowest loss": loss}


def network(names: Names, seed: int, stages: tuple[int, int], augmented: bool, label: str) -> Results:
    """Train `MNISTNet` as the notebook does; accuracy on test and hidden digits."""
    torch.manual_seed(seed)
    if augmented:
        splits = names["build_splits"](digits, n_val=1000, seed=0)
        train: Any = DataLoader(splits["train"], batch_size=32, shuffle=True)
        val: Any = DataLoader(splits["val"], batch_size=250)
    else:
        train, val = plain_batches(n_val=1000, size=32)
    model = names["MNISTNet"]()
    in_two_stages(names["fit"], model, train, val, stages, names["LEARNING_RATE"])
    with np.load(FOLDER / "private" / "mnist_hidden_1k.npz") as file:
        hidden = torch.from_numpy(file["images"]), torch.from_numpy(file["labels"])
    judges = {"test": digits(train=False), "hidden": hidden}
    return {f"{label}: {name}": names["evaluate"](model, [(to_input(x), y)]) for name, (x, y) in judges.items()}


def cnn(names: Names, seed: int) -> Iterator[Results]:
    """The training run of A1-E13 in budget demo."""
    for augmented, word in ((False, "not augmented"), (True, "augmented")):
        yield network(names, seed, (3, 1), augmented, f"CNN, 3 + 1 epochs, {word}")


def gate(names: Names, seed: int) -> Iterator[Results]:
    """The same in budget grade, and other right networks."""
    yield network(names, seed, (2, 1), True, "reference, 2 + 1 epochs")
    for path in sorted((FOLDER / "bank" / "right").glob("A1-E13--*.py")):
        own = dict(names)
        exec(compile(path.read_text(), path.name, "exec"), own)
        yield network(own, seed, (2, 1), True, f"{path.stem.split('--')[1]}, 2 + 1 epochs")


DEMONSTRATIONS = (neighbours, linear, perceptrons, cnn, regularisation, activations, floor)
WITHOUT_CHANCE = (neighbours, floor)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--only", default="", metavar="GROUP", help=", ".join(one.__name__ for one in DEMONSTRATIONS))
    options.add_argument("--gate", action="store_true", help="networks of A1-E13 in budget grade")
    asked = options.parse_args()
    os.environ |= {"KIT_BUDGET": "demo", "KIT_DATA": "offline"}
    os.chdir(FOLDER)
    torch.set_num_threads(1)
    with contextlib.redirect_stdout(io.StringIO()):
        names = definitions("A1", TAKEN)
    groups = [gate] if asked.gate else [one for one in DEMONSTRATIONS if asked.only in one.__name__]
    for line in table(names, groups, asked.seeds, BANDS, WITHOUT_CHANCE):
        print(line, flush=True)


if __name__ == "__main__":
    main()
