"""Which checks each known mistake fails: kept by `prove`, used by the class report to name typical mistakes."""

from __future__ import annotations

import json
from collections.abc import Iterable

from autograder.course import Assignment
from autograder.files import write_json
from autograder.prove.prove import Proof


def keep_mistakes(assignment: Assignment, proofs: Iterable[Proof]) -> None:
    """Keep what the wrong solutions failed."""
    known = [
        {"name": proof.entry.name, "failed": sorted(proof.lost)}
        for proof in proofs
        if proof.entry.kind == "wrong" and proof.lost
    ]
    write_json(assignment.course.state / "mistakes" / f"{assignment.id}.json", known)


def known_mistakes(assignment: Assignment) -> dict[frozenset[str], str]:
    """Return the names of mistakes by the checks that they fail; several may share them."""
    path = assignment.course.state / "mistakes" / f"{assignment.id}.json"
    if not path.is_file():
        return {}
    found: dict[frozenset[str], str] = {}
    for one in json.loads(path.read_text()):
        key = frozenset(one["failed"])
        found[key] = f"{found[key]}, {one['name']}" if key in found else one["name"]
    return found
