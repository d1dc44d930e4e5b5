"""What lies beside the notebook: self-checks, questions, the list of graded cells."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from kit.checks import Exercise, exercises_of
from kit.questions import Bank, Practice


@cache
def manifest(folder: Path) -> dict[str, Any]:
    """Return ``course.json``: assignment, points, exercises, checksums."""
    loaded: dict[str, Any] = json.loads((folder / "course.json").read_text())
    return loaded


@cache
def visible(folder: Path) -> dict[str, Exercise]:
    """The exercises with their self-checks, by id."""
    package = _import(folder, "visible")
    for file in sorted((folder / "visible").glob("*.py")):
        if file.stem != "__init__":
            importlib.import_module(f"visible.{file.stem}")
    return exercises_of(package)


@cache
def bank(folder: Path) -> Bank:
    """The notebook's questions."""
    found: Bank = _import(folder, "questions").BANK
    return found


@cache
def practice(folder: Path) -> Practice:
    """The practice questions."""
    return Practice(bank(folder), folder / "practice.json")


def _import(folder: Path, name: str) -> ModuleType:
    text = str(folder)
    if text not in sys.path:
        sys.path.insert(0, text)
    return importlib.import_module(name)
