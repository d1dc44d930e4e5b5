"""Find the attempts in files, folders and archives, and the files that lie beside them."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.collect import archive
from autograder.collect.archive import Limits
from autograder.collect.record import Collected, Status, SubmissionError
from autograder.collect.student import Name, read_name, who

PAGES = {".html", ".htm"}
# browsers and mail programs append a suffix to what they do not know
_NOTEBOOK = re.compile(r"(?P<stem>.+?)\.(?:ipynb|html?)(?:\.(?:txt|json|html?|ipynb|bak|download))?", re.I)
_PACKED = {".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"}
# Plain data only: no code that could stand in the way of a module, no pickle.
CARRIED = {".safetensors", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".csv", ".txt", ".md", ".pdf"}
CARRIED_BYTES = 16 * 2**20
_REPACK = "this kind of archive is not opened: pack it as .zip"
_SKIPPED = {".ipynb_checkpoints", "__MACOSX", "__pycache__", "kit"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file somewhere: ``place`` as shown, the names above it, its time, and how to read it."""

    place: str
    path: PurePosixPath
    above: tuple[str, ...]
    time: float
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A notebook or page that someone handed in.

    ``received`` is the file's time in seconds since the epoch; ``beside`` maps paths, relative to the
    notebook's folder, to readers of the files that go along.
    """

    leaf: Leaf
    name: Name
    received: float
    beside: dict[str, Callable[[], bytes]] = field(default_factory=dict)


def find(paths: Iterable[Path], roster: Mapping[str, str], limits: Limits) -> tuple[list[Attempt], list[Collected]]:
    """Return the attempts under ``paths``, and what was refused on the way."""
    refused: list[Collected] = []
    leaves: list[Leaf] = []
    for path in paths:
        leaves += _below(Path(path), limits, refused)
    attempts = []
    for leaf in leaves:
        if named := _NOTEBOOK.fullmatch(leaf.path.name):
            name = who((named["stem"], *leaf.above), roster)
            own = bool(name.student) and who(leaf.above, roster).student == name.student
            beside = _beside(leaf, leaves) if own else {}
            attempts.append(Attempt(leaf, name, leaf.time, beside))
    return attempts, refused


def _below(path: Path, limits: Limits, refused: list[Collected]) -> Iterator[Leaf]:
    """Yield the files of a path given by the staff."""
    if path.is_symlink():
        refused.append(Collected("", str(path), Status.REFUSED, ("it is a link",)))
    elif path.is_dir():
        for folder, folders, files in os.walk(path, followlinks=False):
            folders[:] = sorted(name for name in folders if not _skipped(name))
            for name in sorted(files):
                child = Path(folder) / name
                if child.is_symlink() or not child.is_file():
                    refused.append(Collected("", str(child), Status.REFUSED, ("it is a link or a device",)))
                else:
                    yield from _file(child, path.absolute(), limits, refused)
    elif path.is_file():
        yield from _file(path, path.absolute().parent, limits, refused)
    else:
        refused.append(Collected("", str(path), Status.UNREADABLE, ("there is no such file",)))


def _file(path: Path, top: Path, limits: Limits, refused: list[Collected]) -> Iterator[Leaf]:
    facts = path.stat()
    inside = path.absolute().relative_to(top)
    above = (*(part for part in reversed(inside.parts[:-1])), top.name)

    def read() -> bytes:
        if facts.st_size > limits.member_bytes:
            size = f"{limits.member_bytes / 2**20:.0f}"
            raise SubmissionError(Status.REFUSED, f"it is larger than {size} MiB")
        return path.read_bytes()

    leaf = Leaf(str(path), PurePosixPath(path.name), above, facts.st_mtime, facts.st_size, read)
    if path.suffix.lower() == ".zip":
        yield from _zip(leaf, lambda: path, limits, refused, depth=0)
    elif path.suffix.lower() in _PACKED:
        refused.append(Collected("", leaf.place, Status.UNREADABLE, (_REPACK,)))
    elif not path.name.startswith("."):
        yield leaf


def _zip(
    leaf: Leaf, source: Callable[[], Path | io.BytesIO], limits: Limits, refused: list[Collected], depth: int
) -> Iterator[Leaf]:
    """Yield the files of an archive.

    An archive whose name tells a student was made by that student, who could have set any dates: its members
    take its own time. Any other comes from a learning platform, whose dates are those of the submissions.
    """
    theirs = bool(read_name(leaf.path.stem).student) or depth > 0
    try:
        with zipfile.ZipFile(source()) as opened:
            good, bad = archive.members(opened, limits)
    except SubmissionError as error:
        refused.append(Collected("", leaf.place, error.status, (str(error),)))
        return
    except Exception as error:  # a file that only calls itself a zip raises whatever its bytes lead to
        refused.append(Collected("", leaf.place, Status.UNREADABLE, (f"not a zip file: {error}",)))
        return
    refused += [Collected("", f"{leaf.place}/{name}", Status.REFUSED, (reason,)) for name, reason in bad]
    for member in good:
        if any(_skipped(part) for part in member.path.parts):
            continue

        def read(member: archive.Member = member) -> bytes:
            with zipfile.ZipFile(source()) as opened:
                return archive.read(opened, member, limits)

        above = (*reversed(member.path.parts[:-1]), leaf.path.stem, *leaf.above)
        time = leaf.time if theirs else member.time
        size = member.info.file_size
        inner = Leaf(f"{leaf.place}/{member.path}", member.path, above, time, size, read)
        if member.path.suffix.lower() in _PACKED:
            refused.append(Collected("", inner.place, Status.UNREADABLE, (_REPACK,)))
        elif member.path.suffix.lower() != ".zip":
            yield inner
        elif depth == 0:
            yield from _zip(inner, lambda read=read: io.BytesIO(read()), limits, refused, depth=1)  # type: ignore[misc]
        else:
            refused.append(Collected("", inner.place, Status.REFUSED, ("an archive in an archive in one",)))


def _beside(leaf: Leaf, leaves: list[Leaf]) -> dict[str, Callable[[], bytes]]:
    """Return the files in the notebook's folder and below that go along with it."""
    folder = leaf.place.rpartition("/")[0] + "/"
    return {
        other.place.removeprefix(folder): other.read
        for other in leaves
        if other.place.startswith(folder)
        and other.path.suffix.lower() in CARRIED
        and other.size <= CARRIED_BYTES
        and not _NOTEBOOK.fullmatch(other.path.name)
    }


def _skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED
