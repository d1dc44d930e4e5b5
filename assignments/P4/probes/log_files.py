"""The student's logging into a real event file of TensorBoard, and what is in it."""

from __future__ import annotations

import importlib
import io
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from kit.student import probe


@probe
def works() -> bool:
    """Whether this process can write an event file and read it back."""
    try:
        return [one["tag"] for one in _written(lambda writer: writer.add_scalar("smoke", 0.5, 3))] == ["smoke"]
    except Exception:  # versions of tensorboard, numpy and protobuf clash in many ways
        return False


@probe
def kinds_after(function: Callable[..., Any], writer: Any, numbers: dict[str, Any]) -> dict[str, str]:
    """Name and class of what the dict `numbers` holds after ``function(writer, "vae", numbers, None, 1)``."""
    function(writer, "vae", numbers, None, 1)
    return {name: type(value).__name__ for name, value in numbers.items()}


@probe
def entries(function: Callable[..., Any], epochs: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    """Call ``function(writer, *arguments)`` for each of epochs; return tag, step and value of each entry.

    The value of an image is its pixels, uint8 (H, W, C).
    """
    return _written(lambda writer: [function(writer, *arguments) for arguments in epochs])


def _written(use: Callable[[Any], Any]) -> list[dict[str, Any]]:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(dir=".") as folder:
        warnings.simplefilter("ignore")
        writing: Any = importlib.import_module("torch.utils.tensorboard")
        reading: Any = importlib.import_module("tensorboard.backend.event_processing.event_file_loader")
        with writing.SummaryWriter(folder) as writer:
            use(writer)
        found = []
        for file in sorted(Path(folder).iterdir()):
            for event in reading.EventFileLoader(str(file)).Load():
                found += [
                    {"tag": one.tag, "step": int(event.step), "value": _value(one)} for one in event.summary.value
                ]
    return found


def _value(entry: Any) -> float | Tensor:
    if entry.metadata.plugin_data.plugin_name == "images":
        pixels = np.array(Image.open(io.BytesIO(entry.tensor.string_val[2])).convert("RGB"))
        return torch.from_numpy(pixels)
    return float(entry.tensor.float_val[0])
