"""Self-checks of P4-E14."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import writers

e14 = Exercise("P4-E14", names=("log_epoch",))


@e14.check("numbers")
def numbers(student: Any) -> None:
    """Two numbers give two calls of `add_scalar`, under tag/name."""
    writer = student.run(writers.recorder())
    student.log_epoch(writer, "demo", {"loss": 0.5, "kl": torch.tensor(1.5)}, None, 3)
    calls = student.run(writers.calls(writer))
    tags = sorted(str(call["tag"]) for call in calls if call["method"] == "add_scalar")
    expect.that(tags == ["demo/kl", "demo/loss"], f"the tags are {tags}")


@e14.check("images")
def images(student: Any) -> None:
    """Images give one call, with values from 0 to 1; without images there is none."""
    writer = student.run(writers.recorder())
    student.log_epoch(writer, "demo", {}, 2 * torch.rand(4, 3, 5, 6) - 1, 3)
    calls = [one for one in student.run(writers.calls(writer)) if one["method"] in ("add_image", "add_images")]
    expect.that(len(calls) == 1, f"{len(calls)} calls record the images, expected one")
    low, high = float(calls[0]["value"].min()), float(calls[0]["value"].max())
    expect.that(low >= 0 and high <= 1, f"the recorded values go from {low:.3g} to {high:.3g}")
    writer = student.run(writers.recorder())
    student.log_epoch(writer, "demo", {"loss": 0.5}, None, 3)
    methods = [one["method"] for one in student.run(writers.calls(writer))]
    expect.that(not {"add_image", "add_images"} & set(methods), "images are recorded although there are none")
