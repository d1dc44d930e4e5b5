"""Real notebooks damaged at random: what is recovered is compared with what was there."""

from __future__ import annotations

import copy
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode, validate

from autograder.submission import repair
from autograder.submission.code import defines
from tests.submission import damage
from tests.submission.conftest import Given

# Damages that lose no answer, in the order in which they can be undone: a notebook is cut up before it loses its names.
EDITS = [
    damage.duplicate,
    damage.merge_below,
    damage.merge_answers,
    damage.to_markdown,
    damage.to_raw,
    damage.edit_locked,
    damage.delete_locked,
    damage.scratch,
    damage.swap,
    damage.shuffle,
    damage.loud_outputs,
    damage.strange_keys,
]
ONCE = [damage.split]
LAST = [damage.no_ids, damage.new_ids, damage.strip_metadata]

MOVES = {damage.swap, damage.shuffle, damage.delete_locked, damage.scratch}
MERGES = {damage.merge_below, damage.merge_answers}
NAMELESS = {damage.no_ids, damage.new_ids, damage.strip_metadata}

histories = st.tuples(
    st.lists(st.sampled_from(EDITS), max_size=5),
    st.lists(st.sampled_from(ONCE), max_size=1),
    st.lists(st.sampled_from(LAST), max_size=2),
).map(lambda parts: [one for part in parts for one in part])
quick = {"derandomize": True, "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def damaged(notebook: NotebookNode, history: list[damage.Damage], seed: int) -> NotebookNode:
    out, draw = copy.deepcopy(notebook), random.Random(seed)
    for one in history:
        one(out, draw)
    return out


def answers(notebook: NotebookNode) -> dict[str, str]:
    marked = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    return {cell.metadata.nbgrader.grade_id: damage.normal(cell.source) for cell in marked}


def code(given: Given) -> set[str]:
    return {cell.id for cell in given.source.cells if cell.cell_type == "code"}


def content(notebook: NotebookNode) -> list[tuple[object, ...]]:
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


def canonical(notebook: NotebookNode) -> list[tuple[object, ...]]:
    """What is the instructor's to say: everything but the text of answers and added cells."""
    ours = [cell for cell in notebook.cells if not cell.id.startswith("added-")]
    solution = [bool(cell.metadata.get("nbgrader", {}).get("solution")) for cell in ours]
    return [
        (cell.id, cell.cell_type, cell.metadata, None if free else cell.source)
        for cell, free in zip(ours, solution, strict=True)
    ]


def written(notebook: NotebookNode, given: Given) -> set[str]:
    """Lines that are the student's."""
    theirs = {line.strip() for cell in notebook.cells for line in cell.source.split("\n")}
    return theirs - {line.strip() for cell in given.source.cells for line in cell.source.split("\n")}


def every_law(given: Given, history: list[damage.Damage], seed: int) -> None:
    submitted = damaged(given.filled, history, seed)
    before = copy.deepcopy(submitted)
    done = repair(submitted, given.source)
    assert submitted == before
    assert canonical(done.notebook) == canonical(given.source)
    found, there = answers(done.notebook), answers(given.filled)
    if (NAMELESS | MERGES) & set(history) and MOVES & set(history):  # a text without a name, out of its place
        found, there = ({name: text for name, text in one.items() if name in code(given)} for one in (found, there))
    if MERGES & set(history):  # what an answer was merged with stays with it
        found = {name: there[name] if there[name] in text else text for name, text in found.items()}
    assert found == there
    validate(done.notebook)
    lost = written(submitted, given) - written(done.notebook, given)
    assert all("print(my_helper" in line for line in lost)  # written into a locked cell: a note says so
    assert not lost or any("the locked cell was changed" in note for note in done.notes)
    again = repair(done.notebook, given.source)
    assert content(again.notebook) == content(done.notebook)
    assert [name for name in names_defined(done.notebook) if name.startswith("my_helper")] == (
        ["my_helper"] if "def my_helper(x):" in written(submitted, given) else []
    )


def names_defined(notebook: NotebookNode) -> list[str]:
    return sorted({name for cell in notebook.cells if cell.cell_type == "code" for name in defines(cell.source)})


def test_undamaged(m1: Given, a1: Given) -> None:
    for one in (m1, a1):
        done = repair(one.filled, one.source)
        assert done.notes == []
        assert [cell.source for cell in done.notebook.cells if cell.id in answers(one.filled)] == [
            cell.source for cell in one.filled.cells if cell.id in answers(one.filled)
        ]
        assert len(done.notebook.cells) == len(one.source.cells)


@settings(max_examples=100, **quick)
@given(history=histories, seed=st.integers(0, 2**32))
def test_laws_on_the_small_notebook(m1: Given, history: list[damage.Damage], seed: int) -> None:
    every_law(m1, history, seed)


@settings(max_examples=6, **quick)
@given(history=histories, seed=st.integers(0, 2**32))
def test_laws_on_a1(a1: Given, history: list[damage.Damage], seed: int) -> None:
    every_law(a1, history, seed)
