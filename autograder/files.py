"""Files and programs: copies that follow no links, and the environment's own programs."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LEFT_OUT = ("__pycache__", ".ipynb_checkpoints")


def plain_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The regular files below `folder` with their names from there, except notebooks, dot files and links; sorted."""
    for here, names, files in os.walk(folder, followlinks=False):
        names[:] = sorted(
            one
            for one in names
            if one not in LEFT_OUT and not one.startswith(".") and not os.path.islink(os.path.join(here, one))
        )
        for name in sorted(files):
            path = Path(here, name)
            hidden = name.startswith(".") or name.endswith(".ipynb")
            if not hidden and not path.is_symlink() and path.is_file():
                yield str(path.relative_to(folder)), path


def copy_plain(source: Path, target: Path) -> None:
    """Copy the `plain_files` of `source`; what is in their way is replaced."""
    target.mkdir(parents=True, exist_ok=True)
    for name, path in plain_files(source):
        there = target / name
        for folder in reversed(there.relative_to(target).parents):
            if (target / folder).is_file():
                (target / folder).unlink()
            (target / folder).mkdir(exist_ok=True)
        if there.is_dir():
            shutil.rmtree(there)
        shutil.copyfile(path, there)


@contextlib.contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder that is removed whatever a submission has put into it."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield folder
    finally:
        remove_tree(folder)


def remove_tree(folder: Path) -> None:
    """Remove a tree of any depth and without any rights; `shutil.rmtree` recurses and stops at closed folders."""
    heap = Path(tempfile.mkdtemp(prefix="removed-", dir=folder.parent))
    os.replace(folder, heap / "0")
    waiting, count = [heap / "0"], 1
    while waiting:
        here = waiting.pop()
        with contextlib.suppress(FileNotFoundError):  # a process that is ending may remove things as well
            for entry in list(os.scandir(here)):
                with contextlib.suppress(FileNotFoundError):
                    if not entry.is_dir(follow_symlinks=False):
                        os.unlink(entry.path)
                        continue
                    os.chmod(entry.path, 0o700)
                    os.replace(entry.path, heap / str(count))
                    waiting.append(heap / str(count))
                    count += 1
            here.rmdir()
    heap.rmdir()


def odd_file(folder: Path) -> str:
    """The first link, pipe or device below `folder`; nbgrader would follow or read it."""
    for here, names, files in os.walk(folder, followlinks=False):
        for name in sorted((*names, *files)):
            path = Path(here, name)
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                return str(path.relative_to(folder))
    return ""


def find_own_programs() -> None:
    """Put this environment's programs on PATH: nbgrader calls ``alembic`` by its name."""
    own = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "").split(os.pathsep)
    if own not in path:
        os.environ["PATH"] = os.pathsep.join([own, *path])


def write_json(path: Path, data: Any) -> None:
    """Write a file so that a reader sees the old or the new one, never half of it, also after a loss of power."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("w") as file:
        file.write(json.dumps(data, indent=1))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


@contextlib.contextmanager
def locked(path: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock on a file, which ends with this process. Raises BlockingIOError where `wait` is false."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
