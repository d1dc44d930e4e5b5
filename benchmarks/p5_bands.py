"""Results of P5's trainings on the data that ships, over seeds: one Markdown table.

python benchmarks/p5_bands.py [--seeds 5] [--only GROUP]

One thread. The notebook's own training cells are run; the student's number, which seeds them, is another each time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from bands import Band, Results, main, run_cell
from notebook_names import Names, demonstration

POINTNETS, RECALL, FURNITURE, DGCNNS, TRIALS, CLIP, PICTURES, PROMPTS, CLOUDS, ADAPTERS = (
    demonstration("P5", words)
    for words in (
        "pointnets, pointnet_histories, pointnet_clocks =",
        "confusion = build_confusion(",
        "same_classes = torch.isin(",
        "dgcnns, dgcnn_histories, dgcnn_clocks =",
        "trials = {",
        "clip_losses = fit_clip(",
        "picture_features = clip.encode_image(",
        "prompt_sets = {",
        "zero_shot_table = pd.DataFrame(",
        "shot_losses, shot_accuracies =",
    )
)
BANDS: dict[str, Band] = {  # the specification's, for the self-check
    "PointNet: test accuracy": (0.5, math.inf),
    "PointNet, no feature transform: test accuracy": (0.5, math.inf),
    "PointNet, ten classes: test accuracy": (0.75, math.inf),
    "DGCNN, dynamic graph: test accuracy": (0.7, math.inf),
    "DGCNN, fixed graph: test accuracy": (0.7, math.inf),
    "CLIP, new pictures: top-1": (0.35, math.inf),
    "PointCLIP, zero-shot, all six: top-1": (0.4, math.inf),
    "PointCLIP, 16 shots above zero-shot": (-0.05, math.inf),
    "PointNet, one batch learned by heart: accuracy": (1.0, 1.0),
    "DGCNN, one batch learned by heart: accuracy": (1.0, 1.0),
}
STEPS = 60  # to learn one batch by heart


def pointnet(names: Names, seed: int) -> Iterator[Results]:
    """Forty classes with and without feature transform; recall; real furniture."""
    run_cell(POINTNETS, names, seed)
    found: Results = {}
    for name, history in names["pointnet_histories"].items():
        found[f"{name}: test accuracy"] = history["val/acc"][-1]
        found[f"{name}: training accuracy"] = history["train/acc"][-1]
    run_cell(RECALL, names, seed)
    found["PointNet: macro recall"] = float(names["compute_recall"](names["confusion"], "macro"))
    run_cell(FURNITURE, names, seed)
    yield found | {f"PointNet on {name}: accuracy": row[2] for name, row in names["rows"].items()}


def ten(names: Names, seed: int) -> Iterator[Results]:
    """PointNet on the first ten classes, with the settings of forty."""
    torch.manual_seed(seed)
    points, labels, held_out = names["train_points"], names["train_labels"], names["test_labels"] < 10
    count, dataset = names["N_POINTS"], names["PointCloudDataset"]
    train = names["cloud_batches"](dataset(points[labels < 10], labels[labels < 10], count, True), 16, shuffle=True)
    test = names["cloud_batches"](
        dataset(names["test_points"][held_out], names["test_labels"][held_out], count, False), 64
    )
    net = names["PointNet"](10, True, names["POINT_WIDTHS"], names["HEAD_WIDTHS"])
    steps = torch.optim.Adam(net.parameters(), lr=0.002)
    history = names["fit"](
        net, train, test, steps, None, names["POINTNET_EPOCHS"], names["pointnet_loss"](names["orthogonality_loss"])
    )
    yield {"PointNet, ten classes: test accuracy": history["val/acc"][-1]}


def dgcnn(names: Names, seed: int) -> Iterator[Results]:
    """Ten classes with a dynamic and with a fixed graph."""
    run_cell(DGCNNS, names, seed)
    found: Results = {}
    for name, history in names["dgcnn_histories"].items():
        found[f"DGCNN, {name}: test accuracy"] = history["val/acc"][-1]
        found[f"DGCNN, {name}: seconds"] = names["dgcnn_clocks"][name].seconds
    first, second = names["dgcnn_histories"].values()
    yield found | {"DGCNN: dynamic above fixed": first["val/acc"][-1] - second["val/acc"][-1]}


def wrong(names: Names, seed: int) -> Iterator[Results]:
    """Right networks and wrong ones that train."""
    run_cell(TRIALS, names, seed)
    yield {f"small run, {name}": accuracy for name, accuracy in names["rows"].items()}


def clip(names: Names, seed: int) -> Iterator[Results]:
    """The tiny CLIP by the notebook's own loss, prompts, PointCLIP without and with adapters."""
    torch.manual_seed(seed)
    start = time.process_time()
    run_cell(CLIP, names, seed)
    found = {"CLIP: CPU s": time.process_time() - start, "CLIP: last loss": names["clip_losses"][-1]}
    run_cell(PICTURES, names, seed)
    found |= {"CLIP, new pictures: top-1": float(names["top_1"]), "CLIP, new pictures: top-5": float(names["top_5"])}
    run_cell(PROMPTS, names, seed)
    found |= {f"CLIP, prompt {words}: top-1": top_1 for words, top_1, _ in names["prompt_rows"]}
    run_cell(CLOUDS, names, seed)
    found |= {f"PointCLIP, zero-shot, {words}: top-1": top_1 for words, top_1, _ in names["zero_shot_rows"]}
    run_cell(ADAPTERS, names, seed)
    zero_shot, accuracies = names["zero_shot_accuracy"], names["shot_accuracies"]
    found |= {f"PointCLIP, {n} shots: top-1": one for n, one in zip(names["SHOTS"], accuracies, strict=True)}
    yield found | {"PointCLIP, 16 shots above zero-shot": accuracies[-1] - zero_shot}


def by_heart(names: Names, seed: int) -> Iterator[Results]:
    """Sixteen clouds of ten classes learned by heart, without dropout."""
    points, labels = names["train_points"], names["train_labels"]
    for name in ("PointNet", "DGCNN"):
        torch.manual_seed(seed)
        chosen = torch.randperm(int((labels < 10).sum()))[:16]
        clouds = names["PointCloudDataset"](points[labels < 10], labels[labels < 10], names["N_POINTS"], False)
        batch = torch.stack([clouds[int(i)][0] for i in chosen])
        truth = torch.stack([clouds[int(i)][1] for i in chosen])
        widths = {"point_widths": names["POINT_WIDTHS"], "head_widths": names["HEAD_WIDTHS"]}
        sizes = widths if name == "PointNet" else names["DGCNN_SIZES"]
        net = names[name](n_classes=10, dropout=0.0, **sizes)
        steps = torch.optim.Adam(net.parameters(), lr=0.002)
        for _ in range(STEPS):
            steps.zero_grad()
            F.cross_entropy(net(batch), truth).backward()
            steps.step()
        with torch.no_grad():
            hit = (net(batch).argmax(1) == truth).float().mean()
        yield {f"{name}, one batch learned by heart: accuracy": float(hit)}


if __name__ == "__main__":
    main(__doc__, "P5", (pointnet, ten, dgcnn, wrong, clip, by_heart), BANDS)
