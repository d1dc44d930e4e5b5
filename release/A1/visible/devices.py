"""Self-checks of E14 of A1: devices."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e14 = Exercise("A1-E14", names=("get_device", "to_device"))


@e14.check("device")
def device(student: Any) -> None:
    """`get_device` returns a torch.device of type cpu or cuda."""
    found = student.get_device()
    expect.instance(found, torch.device, "get_device()")
    expect.that(found.type in ("cpu", "cuda"), f"get_device() is {found}, expected a cpu or cuda device")


@e14.check("batch")
def batch(student: Any) -> None:
    """A dict with a tensor and a string keeps its keys, its values and the string."""
    x = torch.arange(6.0).reshape(2, 3)
    result = student.to_device({"image": x, "name": "seven"}, "cpu")
    expect.instance(result, dict, "the result of to_device")
    expect.equal(list(result), ["image", "name"], "the keys")
    expect.close(result["image"], x, "the tensor")
    expect.equal(result["name"], "seven", "the string")
