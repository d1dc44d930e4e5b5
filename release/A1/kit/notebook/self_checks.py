"""The self-checks of an exercise, run on a notebook's names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kit.checks import Result, run_exercise
from kit.notebook import place
from kit.notebook.table import told_apart
from kit.probes import all_probes
from kit.student import Host, Student


def missing_names(exercise: str, namespace: dict[str, Any], folder: Path) -> list[str]:
    """Names of the exercise that are not defined yet."""
    return [name for name in place.manifest(folder)["exercises"].get(exercise, []) if name not in namespace]


def self_check(exercise: str, namespace: dict[str, Any], folder: Path) -> list[Result]:
    """The verdicts on what `namespace` holds; what only waits for a missing name is open, not wrong."""
    student = Student(Host(namespace, all_probes()))
    results = list(run_exercise(place.visible(folder)[exercise], student, seed=0, reveal=True))
    return told_apart(results, missing_names(exercise, namespace, folder))
