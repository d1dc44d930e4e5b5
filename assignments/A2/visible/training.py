"""Self-checks of A2-E10."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e10 = Exercise("A2-E10", names=("train_one_epoch", "evaluate_segmentation"))


def batches() -> list[dict[str, torch.Tensor]]:
    """Ten images in batches of 4, 4 and 2, labelled 1 where the first channel is bright."""
    images = torch.rand(10, 3, 6, 8, generator=torch.Generator().manual_seed(1))
    masks = (images[:, 0] > 0.5).long()
    return [{"image": i, "mask": m} for i, m in zip(images.split(4), masks.split(4), strict=True)]


@e10.check("loss-falls")
def loss_falls(student: Any) -> None:
    """`train_one_epoch` returns a float, and the loss falls over three epochs on ten images."""
    model = student.nn.Conv2d(3, 2, 1)
    optimizer = student.torch.optim.Adam(model.parameters(), lr=0.1)
    loss_fn, losses = student.nn.CrossEntropyLoss(ignore_index=2), []
    for epoch in range(3):
        loss = student.train_one_epoch(model, batches(), loss_fn, optimizer, "cpu")
        expect.instance(loss, float, f"the loss of epoch {epoch}")
        losses.append(loss)
    falls = losses[0] > losses[1] > losses[2]
    expect.that(falls, "the loss does not fall: " + ", ".join(f"{loss:.3f}" for loss in losses))


@e10.check("evaluation")
def evaluation(student: Any) -> None:
    """`evaluate_segmentation` counts every pixel in an int64 matrix and returns two floats."""
    got = student.evaluate_segmentation(student.nn.Conv2d(3, 2, 1), batches(), 2, "cpu")
    expect.instance(got, dict, "the result of evaluate_segmentation")
    for name in ("confusion", "accuracy", "miou"):
        expect.that(name in got, f'the result has no "{name}"')
    expect.tensor(got["confusion"], "confusion", shape=(2, 2), dtype=torch.int64)
    expect.that(int(got["confusion"].sum()) == 480, f"{int(got['confusion'].sum())} pixels counted, expected 480")
    for name in ("accuracy", "miou"):
        expect.instance(got[name], float, name)
