"""Self-checks of P5-E17."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import writers

e17 = Exercise("P5-E17", names=("log_history",))


@e17.check("calls")
def calls(student: Any) -> None:
    """Two series of three epochs give six numbers, each with its tag and step, and a flush."""
    writer = student.run(writers.recorder())
    student.log_history(writer, {"lr": [0.1, 0.1, 0.05], "train/loss": [torch.tensor(2.0), 1.5, 1.0]})
    found = student.run(writers.calls(writer))
    pairs = sorted((str(call["tag"]), str(call["step"])) for call in found if call["method"] == "add_scalar")
    want = sorted((tag, str(step)) for tag in ("lr", "train/loss") for step in range(3))
    expect.that(pairs == want, f"the recorded tags and steps are {pairs}")
    expect.that(any(call["method"] == "flush" for call in found), "flush() is not called")


@e17.check("lengths")
def lengths(student: Any) -> None:
    """Series of different lengths are a ValueError."""
    writer = student.run(writers.recorder())
    expect.raises(ValueError, student.log_history, writer, {"lr": [0.1, 0.1], "val/acc": [0.5]})
