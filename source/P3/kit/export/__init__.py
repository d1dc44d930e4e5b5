"""Write the saved notebook as one HTML file: ``export_html(17, "Ada Lovelace", "A1")``."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat

from kit.export.images import LARGEST, Images
from kit.export.names import PlainError, WrongFormError, submission_stem
from kit.export.payload import Payload, to_script
from kit.export.ready import problems_of
from kit.runs import runs_here
from kit.saved import notebook_file, told_file

__all__ = ["ExportError", "NotReadyError", "WrongFormError", "export_html"]

CARRIED = "weights/*.safetensors"
LARGEST_TOGETHER = 8 * LARGEST  # bytes
COURSE = "course.json"  # ships with the release: {"assignment": ..., "graded": [cell ids]}
STUDENT = "student.json"


class ExportError(PlainError):
    """The notebook cannot be exported; the message says what to do."""


class NotReadyError(ExportError):
    """The saved notebook has ``problems``, one line each."""

    def __init__(self, notebook: Path, problems: list[str]) -> None:
        self.notebook, self.problems = notebook, problems
        lines = "".join(f"\n  - {problem}" for problem in problems)
        super().__init__(
            f"{notebook.name} is not ready:{lines}\nRestart the kernel, run all cells, save and export again,"
            " or hand it in as it is with force=True."
        )


def export_html(
    number: int | str | None = None,
    name: str | None = None,
    assignment: str | None = None,
    notebook: Path | str | None = None,
    force: bool = False,
) -> Path:
    """Write ``<number>_<name>_<assignment>.html`` next to the saved notebook and return its path.

    The number and the name are asked for once: ``student.json`` keeps them.
    The file opens without a network. It carries the notebook itself, the images of its answers and
    ``weights/*.safetensors`` (at most 16 MB each), so that it can be graded.

    Parameters
    ----------
    number
        The number that you were given, digits.
    name
        Your name in any alphabet; blanks become ``-``.
    assignment
        A1, A2, P3, P4 or P5; by default the one that ``course.json`` next to the notebook names.
    notebook
        The file; by default the running notebook or the one of this folder. What is *saved* is exported.
    force
        Export although something is missing; the page then says so on top.

    Raises
    ------
    WrongFormError
        The number, name or assignment cannot stand in the file name.
    NotReadyError
        Cells were not run, ran out of order or after the last saving; a graded cell or an image is missing.
    ExportError
        There is no notebook, or it cannot be read.
    """
    from kit.export.page import Head, complete, render  # nbconvert and matplotlib are slow to import

    path = _find(notebook, assignment)
    course, student = _record(path.parent / COURSE), _record(path.parent / STUDENT)
    number = student.get("number", "") if number is None else number
    name = student.get("name", "") if name is None else name
    assignment = course.get("assignment", "") if assignment is None else assignment
    stem = submission_stem(number, name, assignment, course.get("assignment"))
    (path.parent / STUDENT).write_text(json.dumps({"number": number, "name": name}), encoding="utf-8")
    raw = path.read_bytes()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # notebooks of older formats
            nb = nbformat.reads(raw.decode("utf-8"), as_version=4)
    except Exception as error:
        raise ExportError(f"{path.name} cannot be read as a notebook: {error}") from None
    images = Images(path.parent)
    html = render(nb, stem, images)
    files, too_large = _carried(path.parent)
    problems = [*_unsaved(path), *problems_of(nb, course.get("graded", ())), *images.problems, *too_large]
    if problems and not force:
        raise NotReadyError(path, problems)
    digits, shown_name, _ = stem.split("_")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    payload = Payload(digits, shown_name, assignment, now, raw, images.used | files, tuple(problems))
    script, digest = to_script(payload)
    cargo = ", ".join([path.name, *sorted(payload.files)])
    lines = (f"exported {now}", f"digest {digest}", f"carries {cargo}")
    target = path.parent / f"{stem}.html"
    draft = target.with_suffix(".html.part")
    draft.write_text(complete(html, Head(stem, lines, payload.problems), script), encoding="utf-8")
    draft.replace(target)
    return target


def _find(notebook: Path | str | None, assignment: str | None) -> Path:
    """Return the one named, else the running one, ``<assignment>.ipynb``, or the only one here."""
    assignment = assignment or _record(Path(COURSE)).get("assignment", "A1")
    if notebook is not None:
        if not Path(notebook).is_file():
            raise ExportError(f"there is no notebook {notebook}")
        return Path(notebook)
    runs = runs_here()
    running = told_file(runs.namespace if runs else {})
    if running is not None:
        return running
    here = sorted(Path().glob("*.ipynb"))
    named = [path for path in here if path.stem == assignment]
    if len(named or here) == 1:
        return (named or here)[0]
    raise ExportError(
        f"{len(here)} notebooks in {Path().resolve()}: name the one to export, notebook='{assignment}.ipynb'"
    )


def _unsaved(path: Path) -> list[str]:
    """Whether this notebook's kernel ran something that the saved file cannot hold."""
    runs = runs_here()
    here = notebook_file(runs.namespace) if runs else None
    if runs is None or here is None or here.resolve() != path.resolve() or not (texts := runs.since_save()):
        return []
    count = f"{len(texts)} cells ran" if len(texts) > 1 else "a cell ran"
    return [f"{count} after the notebook was saved last: save it (Ctrl+S), then export again"]


def _record(path: Path) -> dict[str, Any]:
    """Read a small JSON file; {} where there is none."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError) as error:
        cure = "take it from the release again" if path.name == COURSE else "delete it"
        raise ExportError(f"{path.name} is damaged ({error}): {cure}") from None


def _carried(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """Return the files that go along, and a line for each that is too large."""
    files: dict[str, bytes] = {}
    problems = []
    for path in sorted(folder.glob(CARRIED)):
        name, size = path.relative_to(folder).as_posix(), path.stat().st_size
        if sum(map(len, files.values())) + size > LARGEST_TOGETHER:
            problems.append(f"weights exceed {LARGEST_TOGETHER >> 20} MB together: {name} does not go along")
        elif size > LARGEST:
            problems.append(f"{name} is larger than {LARGEST >> 20} MB and does not go along")
        else:
            files[name] = path.read_bytes()
    return files, problems
