"""The student's logging into a real event file of TensorBoard, and into the writer that stands in for it."""

from __future__ import annotations

import importlib
import tempfile
import warnings
from collections.abc import Callable
from typing import Any

from torch import Tensor

from kit.event_files import Series, read_scalars
from kit.logs import FallbackWriter
from kit.student import probe

Log = Callable[[Any, dict[str, list[Any]]], None]


@probe
def works() -> bool:
    """Whether this process can write an event file and read it back."""
    try:
        found = _written(lambda writer, history: writer.add_scalar("smoke", 0.5, 3), {})
    except Exception:  # versions of tensorboard, numpy and protobuf clash in many ways
        return False
    return found == {"smoke": [(3, 0.5)]}


@probe
def entries(log_history: Log, history: dict[str, list[Any]]) -> dict[str, Series]:
    """Tag to pairs (step, value) in an event file, read while its writer is open."""
    return _written(log_history, history)


@probe
def stand_in(log_history: Log, history: dict[str, list[Any]]) -> dict[str, Series]:
    """Tag to pairs (step, value) that the writer without TensorBoard remembers."""
    writer = FallbackWriter("check")
    log_history(writer, history)
    return writer.scalars


@probe
def kinds_after(log_history: Log, writer: Any, history: dict[str, list[Any]]) -> dict[str, list[str]]:
    """Classes of what `history` holds after a call, with the graphs of tensors."""
    log_history(writer, history)
    return {
        tag: [
            type(one).__name__ + (" with graph" if isinstance(one, Tensor) and one.requires_grad else "")
            for one in values
        ]
        for tag, values in history.items()
    }


def _written(log: Log, history: dict[str, list[Any]]) -> dict[str, Series]:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(dir=".") as folder:
        warnings.simplefilter("ignore")
        writing: Any = importlib.import_module("torch.utils.tensorboard")
        with writing.SummaryWriter(folder, flush_secs=3600) as writer:
            log(writer, history)
            writer.flush()
        return read_scalars(folder)
