"""Loading beside the student's code: a function by its name, a DataLoader that collates with it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any

from torch.utils.data import DataLoader

from kit.student.probe import probe


@probe
def found_by_name(function: Callable[..., Any]) -> bool:
    """Whether a worker process finds the function by its module and name, which is all that pickle stores."""
    if not inspect.isfunction(function) or "<" in function.__qualname__:
        return False
    module = sys.modules.get(function.__module__)
    names = function.__globals__ if function.__module__ == "__main__" or module is None else vars(module)
    return names.get(function.__qualname__) is function


@probe
def loaded(collate: Callable[..., Any], items: list[Any], batch_size: int, workers: int) -> list[Any]:
    """Return the batches of a DataLoader over `items`, in order."""
    return list(DataLoader(items, batch_size=batch_size, collate_fn=collate, num_workers=workers))
