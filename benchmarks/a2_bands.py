"""Results of A2's trainings on the data that ships, over seeds: one Markdown table.

python benchmarks/a2_bands.py [--seeds 5] [--only GROUP]

One thread. The notebook's own training cells are run; only their seed is another.
"""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Iterator
from unittest import mock

import torch
from bands import Band, Results, main
from matplotlib import pyplot as plt
from notebook_names import Names, demonstration

TAKEN = {  # of demonstration cells only what binds these
    *("CROP", "to_training_item", "to_validation_item", "train_set", "val_set"),
    *("guess_matrix", "pixels", "nobody_matrix", "train_counts", "weightings"),
}
UNET, FCN, DETECTOR, NMS = (
    demonstration("A2", words)
    for words in ("in weightings.items()", "fcn = FCN8s(", "history = train_detector(", "without_nms =")
)
FALLS: Band = (-math.inf, 0.6)
BANDS: dict[str, Band] = {  # that the notebook names
    **{f"U-Net, {name}: mIoU": (0.65, math.inf) for name in ("uniform", "[1, 2]")},
    "U-Net, inverse: recall": (0.85, math.inf),
    "U-Net, inverse: recall above that of uniform": (0.0, math.inf),
    "FCN-8s: mIoU": (0.6, math.inf),
    "detector: mAP": (0.45, math.inf),
    **{f"{run}: last / first": FALLS for run in ("U-Net, uniform", "U-Net, [1, 2]", "U-Net, inverse", "FCN-8s")},
    **{f"detector, {part}: last / first": FALLS for part in ("box", "obj", "cls")},
}


@contextlib.contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Every ``torch.manual_seed(0)`` sets this seed; figures, bars and printed lines are dropped."""
    real = torch.manual_seed

    def other(_: int) -> torch.Generator:
        return real(seed)

    dropped = io.StringIO()
    with (
        mock.patch("torch.manual_seed", other),
        contextlib.redirect_stdout(dropped),
        contextlib.redirect_stderr(dropped),
    ):
        yield
    plt.close("all")


METRICS = {
    "accuracy": "accuracy",
    "mIoU": "miou",
    "precision": "precision",
    "recall": "recall",
    "F1": "f1",
    "IoU": "iou",
}


def judged(names: Names, run: str) -> Results:
    """Metrics of the last epoch on validation data, of the pedestrian class if of one, and the training loss."""
    found = names["compute_metrics"](names["matrices"][run])
    losses = names["histories"][run]["loss"]
    return {f"{run}: {name}": float(found[key].flatten()[-1]) for name, key in METRICS.items()} | {
        f"{run}: first loss": losses[0],
        f"{run}: last loss": losses[-1],
        f"{run}: last / first": losses[-1] / losses[0],
    }


def background(names: Names, seed: int) -> Iterator[Results]:
    """Everything called background; no chance in it."""
    found = names["compute_metrics"](names["nobody_matrix"])
    yield {f"everything background: {name}": float(found[METRICS[name]]) for name in ("accuracy", "mIoU")}


def unet(names: Names, seed: int) -> Iterator[Results]:
    """The three weightings, each as the cell trains it."""
    found: Results = {}
    for weighting, weight in names["weightings"].items():
        own = names | {"weightings": {weighting: weight}}
        with seeded(seed):
            exec(UNET, own)
        found |= (one := judged(own, f"U-Net, {weighting}"))
        yield one
    yield {
        f"U-Net, {name}: {key} above that of uniform": found[f"U-Net, {name}: {key}"] - found[f"U-Net, uniform: {key}"]
        for name in ("[1, 2]", "inverse")
        for key in ("precision", "recall", "mIoU")
    }


def fcn(names: Names, seed: int) -> Iterator[Results]:
    """FCN-8s on the frozen encoder."""
    own = names | {"networks": {}, "histories": {}, "matrices": {}}
    with seeded(seed):
        exec(FCN, own)
    yield judged(own, "FCN-8s")


def detector(names: Names, seed: int) -> Iterator[Results]:
    """The detector, with and without suppression."""
    own = dict(names)
    with seeded(seed):
        exec(DETECTOR, own)
    losses = {part: own["history"][part] for part in ("box", "obj", "cls")}
    rows: Results = {}
    for part, (first, *_, last) in losses.items():
        rows |= {
            f"detector, {part}: first epoch": first,
            f"detector, {part}: last epoch": last,
            f"detector, {part}: last / first": last / first,
        }
    yield {"detector: mAP": own["history"]["map"][-1]} | rows
    with seeded(seed):
        exec(NMS, own)
    aps = {f"detector: AP of {digit}": float(ap) for digit, ap in enumerate(own["with_nms"]["ap"])}
    yield {"detector: mAP without suppression": own["without_nms"]["map"]} | aps


GROUPS = (background, detector, fcn, unet)

if __name__ == "__main__":
    main(__doc__, "A2", GROUPS, BANDS, [background], TAKEN)
