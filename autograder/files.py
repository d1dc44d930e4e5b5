"""Files and programs: copies that follow no links, and the environment's own programs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

LEFT_OUT = ("__pycache__", ".ipynb_checkpoints")


def copy_plain(source: Path, target: Path) -> None:
    """Copy the regular files below `source` except notebooks, dot files and links; existing ones are replaced."""
    target.mkdir(parents=True, exist_ok=True)
    for folder, names, files in os.walk(source, followlinks=False):
        here = Path(folder)
        names[:] = [one for one in names if one not in LEFT_OUT and not one.startswith(".")]
        names[:] = [one for one in names if not (here / one).is_symlink()]
        there = target / here.relative_to(source)
        there.mkdir(exist_ok=True)
        for name in files:
            plain = not (here / name).is_symlink() and (here / name).is_file()
            if plain and not name.startswith(".") and not name.endswith(".ipynb"):
                shutil.copyfile(here / name, there / name)


def find_own_programs() -> None:
    """Put this environment's programs on PATH: nbgrader calls ``alembic`` by its name."""
    own = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if own not in path:
        os.environ["PATH"] = os.pathsep.join([own, *path])


def write_json(path: Path, data: Any) -> None:
    """Write a file so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(json.dumps(data, indent=1))
    part.replace(path)
