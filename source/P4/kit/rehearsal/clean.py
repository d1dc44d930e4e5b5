"""A clean folder: what the course gives, and of the student's files only what is handed in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kit.rehearsal import RehearsalError
from kit.saved import SavedCell

FILES = ("course.json", "visible.py", "questions.py", "practice.json", "README.md", "check_env.py", "messages.json")
FOLDERS = ("kit", "visible", "figures", "models")
WEIGHTS = "weights/*.safetensors"
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"}
LARGEST = 16 * 2**20
JUNK = shutil.ignore_patterns("__pycache__", ".*")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return ``course.json``, or raise `RehearsalError`."""
    cure = "put the notebook into the unpacked folder of the release"
    try:
        manifest: dict[str, Any] = json.loads((folder / "course.json").read_text(encoding="utf-8"))
        manifest["points"], manifest["exercises"]
    except FileNotFoundError:
        raise RehearsalError(f"there is no course.json in {folder}; {cure}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RehearsalError(f"course.json is damaged ({error}); {cure}") from None
    if not (folder / "kit").is_dir():
        raise RehearsalError(f"there is no folder kit in {folder}; {cure}")
    return manifest


def fill(target: Path, course: Path, student: Path, manifest: Mapping[str, Any], cells: Sequence[SavedCell]) -> None:
    """Copy into `target` what lies beside the notebook in grading."""
    for name in handed_in(student, cells):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(student / name, target / name)
    for name in FOLDERS:
        if (course / name).is_dir():
            shutil.copytree(course / name, target / name, ignore=JUNK, dirs_exist_ok=True)
    for name in (*FILES, *manifest.get("data", {})):
        if (course / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(course / name, target / name)


def handed_in(folder: Path, cells: Sequence[SavedCell]) -> list[str]:
    """The student's files that go along with the notebook: weights, and images that its text shows."""
    prose = "\n".join(cell.source for cell in cells if cell.kind == "markdown")
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.glob(WEIGHTS))]
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PICTURES and path.is_file():
            name = path.relative_to(folder).as_posix()
            if name in prose or quote(name) in prose:
                names.append(name)
    return [name for name in names if (folder / name).stat().st_size <= LARGEST]
