"""Functions that checks have run beside the student's code: callables with known values, small training loops."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

from kit.student.probe import probes_of


def all_probes() -> dict[str, Callable[..., Any]]:
    """Return every probe of this package by name."""
    found: dict[str, Callable[..., Any]] = {}
    for info in pkgutil.iter_modules(__path__):
        found.update(probes_of(importlib.import_module(f"{__name__}.{info.name}")))
    return found
