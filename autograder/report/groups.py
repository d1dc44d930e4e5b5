"""Groups of failures as files beside the report: who failed a check with the same words, for ``autograder regrade``."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Assignment
from autograder.errors import UsageError
from autograder.files import write_json
from autograder.report import tables


@dataclass(frozen=True)
class Group:
    """Students who failed a check with messages of one `pattern` (empty: any), and the file that says so.

    ``command`` regrades them; it is for a shell in the course folder.
    """

    assignment: str
    check: str
    pattern: str
    students: tuple[str, ...]
    file: Path
    command: str = ""


def write_groups(assignment: Assignment, records: Iterable[Mapping[str, Any]], report: Path) -> list[Group]:
    """Write a file for each row of the report's failures, into a folder beside it; what lay there is replaced."""
    folder = folder_of(report)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    rows = tables.failures(tables.checks_of(tables.newest(records)))
    groups = []
    for check, found in rows.groupby("check", sort=False):
        for at, (pattern, who) in enumerate(zip(found["pattern"], found["who"], strict=True), 1):
            file = folder / f"{_safe(str(check))}-{at}.json"
            here = _from(assignment.course.root, file)
            command = shlex.join(["autograder", "regrade", assignment.id, "--group", here])
            groups.append(Group(assignment.id, str(check), pattern, tuple(who.split(", ")), file, command))
    for one in groups:
        about = {"assignment": one.assignment, "check": one.check, "message": one.pattern}
        write_json(one.file, about | {"students": list(one.students)})
    return groups


def read_group(path: Path) -> Group:
    """Read a group; students may have been taken out of the file or put in."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        texts = [said["assignment"], said["check"], said["message"], *said["students"]]
        if not all(isinstance(one, str) for one in texts) or not said["students"]:
            raise TypeError
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"{path} is no group of a report", "run: autograder report ID; see reports/") from error
    return Group(said["assignment"], said["check"], said["message"], tuple(said["students"]), path)


def groups_of(report: Path) -> list[Group]:
    """The groups beside a report."""
    return [read_group(path) for path in sorted(folder_of(report).glob("*.json"))]


def folder_of(report: Path) -> Path:
    """Where a report's groups lie: ``A1-groups`` for ``A1.html``."""
    return report.with_name(f"{report.stem}-groups")


def _from(root: Path, file: Path) -> str:
    """The file as one writes it in the course folder."""
    file = file.absolute()
    return str(file.relative_to(root) if file.is_relative_to(root) else file)


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)
