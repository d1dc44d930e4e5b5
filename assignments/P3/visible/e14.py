"""Self-checks of P3-E14."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e14 = Exercise("P3-E14", names=("warmup_cosine", "evaluate", "train_classifier"))


def batches() -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Ten images in batches of 4, 4 and 2, labelled 1 where the first channel is bright."""
    images = torch.randn(10, 3, 4, 5, generator=torch.Generator().manual_seed(1))
    labels = (images[:, 0].mean((1, 2)) > 0).long()
    return list(zip(images.split(4), labels.split(4), strict=True))


@e14.check("schedule")
def schedule(student: Any) -> None:
    """`warmup_cosine` begins small, has its peak at the end of the warm-up, and ends near `min_lr`."""
    for step, want in ((0, 0.2), (4, 1.0), (5, 1.0), (15, 0.55), (24, 0.1055)):
        got = student.warmup_cosine(step, 25, 5, 1.0, 0.1)
        expect.instance(got, float, f"the rate of step {step}")
        expect.close(got, want, f"the rate of step {step} of 25, 5 of them warm-up, from 1 to 0.1,", atol=1e-4)


@e14.check("evaluation")
def evaluation(student: Any) -> None:
    """`evaluate` returns two floats that do not depend on the batch size, and puts the mode back."""
    model = student.nn.Sequential(student.nn.Flatten(), student.nn.Linear(60, 2), student.nn.Dropout(0.5))
    parts = batches()
    whole = [tuple(torch.cat(part) for part in zip(*parts, strict=True))]
    found = []
    for name, loader in (("batches of 4, 4 and 2", parts), ("one batch of 10", whole)):
        got = student.evaluate(model, loader, "cpu")
        expect.instance(got, dict, "the result of evaluate")
        for key in ("loss", "accuracy"):
            expect.that(key in got, f'the result has no "{key}"')
            expect.instance(got[key], float, f"{key} of {name}")
        expect.that(model.training is True, "the model was in training mode, after evaluate it is not")
        found.append(got)
    for key in ("loss", "accuracy"):
        expect.close(found[0][key], found[1][key], f"{key} of batches of 4, 4 and 2, against one batch,", rtol=1e-4)


@e14.check("training")
def training(student: Any) -> None:
    """`train_classifier` returns a history of the right lengths, and the loss falls on ten images."""
    model = student.nn.Sequential(student.nn.Flatten(), student.nn.Linear(60, 2))
    got = student.train_classifier(model, batches(), batches(), 6, 0.05, "cpu", warmup_steps=2, max_norm=5.0)
    expect.instance(got, dict, "the history")
    for name, count in (("train_loss", 6), ("val_loss", 6), ("val_accuracy", 6), ("lr", 18)):
        expect.that(name in got, f'the history has no "{name}"')
        expect.instance(got[name], list, name)
        expect.that(len(got[name]) == count, f"{name} has {len(got[name])} entries, expected {count}")
        for value in got[name]:
            expect.instance(value, float, f"an entry of {name}")
    first, last = got["train_loss"][0], got["train_loss"][-1]
    expect.that(last < first, f"the loss does not fall: {first:.3f} in the first epoch, {last:.3f} in the last")
