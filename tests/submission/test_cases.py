"""Single damages with a name, and what a submission could try."""

from __future__ import annotations

import copy
import json
from typing import Any

import nbformat
import nbformat.v4 as v4
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode, from_dict

from autograder.submission import Repaired, repair
from autograder.submission.code import defines
from tests.submission.conftest import Given

SQUARE = "def square(x):\n    return x * x"
OTHER = "def square(x):\n    return x ** 2"


def numbered(notebook: NotebookNode, name: str) -> int:
    return next(k for k, cell in enumerate(notebook.cells) if cell.id == name)


def cell(source: str, kind: str = "code", name: str | None = None) -> NotebookNode:
    made: NotebookNode = getattr(v4, f"new_{kind}_cell")(source)
    if name is not None:
        made.metadata["nbgrader"] = {"grade_id": name}
    return made


def put(given: Given, name: str, *cells: NotebookNode) -> NotebookNode:
    """The filled notebook with other cells in the place of one."""
    out = copy.deepcopy(given.filled)
    k = numbered(out, name)
    out.cells[k : k + 1] = cells
    return out


def mended(given: Given, notebook: NotebookNode, name: str = "M1-E1-answer") -> tuple[str, Repaired]:
    done = repair(notebook, given.source)
    return done.notebook.cells[numbered(done.notebook, name)].source, done


def sources(done: Repaired) -> list[str]:
    return [one.source for one in done.notebook.cells]


def stub(given: Given) -> str:
    return (
        '# TODO M1-E1 (3 points): the square of each number\ndef square(x: Tensor) -> Tensor:\n    """Return x * x, '
        'of the shape of `x`, differentiable."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )


def test_the_filled_copy_counts_not_the_stub(m1: Given) -> None:
    for order in ((stub(m1), SQUARE), (SQUARE, stub(m1))):
        text, done = mended(m1, put(m1, "M1-E1-answer", *(cell(one, name="M1-E1-answer") for one in order)))
        assert text == SQUARE
        assert len(done.notebook.cells) == len(m1.source.cells)


def test_of_two_versions_the_last_counts_and_the_first_runs_before_it(m1: Given) -> None:
    both = cell(SQUARE, name="M1-E1-answer"), cell(OTHER, name="M1-E1-answer")
    text, done = mended(m1, put(m1, "M1-E1-answer", *both))
    assert text == OTHER
    assert sources(done).index(SQUARE) == sources(done).index(OTHER) - 1
    assert any("different versions" in note for note in done.notes)


def test_an_incomplete_copy_does_not_win(m1: Given) -> None:
    both = cell(SQUARE, name="M1-E1-answer"), cell("square(", name="M1-E1-answer")
    assert mended(m1, put(m1, "M1-E1-answer", *both))[0] == SQUARE


def test_a_copy_used_for_something_else_stays_a_cell_of_its_own(m1: Given) -> None:
    both = cell(SQUARE, name="M1-E1-answer"), cell("print(square(torch.ones(2)))", name="M1-E1-answer")
    text, done = mended(m1, put(m1, "M1-E1-answer", *both))
    assert text == SQUARE
    assert sources(done).index(both[1].source) > sources(done).index(SQUARE)


def test_a_solution_below_the_stub_stays_there_and_wins(m1: Given) -> None:
    text, done = mended(m1, put(m1, "M1-E1-answer", cell(stub(m1), name="M1-E1-answer"), cell(SQUARE)))
    assert text == stub(m1)
    assert [one for one in sources(done) if "square" in defines(one)] == [stub(m1), SQUARE]
    assert any("left as it was" in note for note in done.notes)


def test_a_solution_above_the_stub_takes_its_place(m1: Given) -> None:
    text, done = mended(m1, put(m1, "M1-E1-answer", cell(SQUARE), cell(stub(m1), name="M1-E1-answer")))
    assert text == SQUARE
    assert stub(m1) not in sources(done)


@pytest.mark.parametrize("marked", [(True, True), (True, False), (False, True), (False, False)])
@pytest.mark.parametrize("cut", range(1, 8))
def test_a_split_class_is_joined(m1: Given, cut: int, marked: tuple[bool, bool]) -> None:
    source = m1.filled.cells[numbered(m1.filled, "M1-E2-answer")].source
    lines = [line for line in source.split("\n") if line.strip()]
    halves = "\n".join(lines[:cut]), "\n".join(lines[cut:])
    cells = [cell(half, name="M1-E2-answer" if mark else None) for half, mark in zip(halves, marked, strict=True)]
    text, done = mended(m1, put(m1, "M1-E2-answer", *cells), "M1-E2-answer")
    assert text == "\n".join(lines)
    assert done.notes == ["M1-E2-answer: joined from 2 cells"]


def test_answers_in_one_cell_without_banners(m1: Given) -> None:
    net = "class Net(nn.Module):\n    pass"
    notebook = put(m1, "M1-E1-answer", cell(f"import math\n\n{SQUARE}\n\n\n# my net\n{net}"))
    del notebook.cells[numbered(notebook, "M1-E2-answer")]
    assert mended(m1, notebook)[0] == f"import math\n\n{SQUARE}"
    assert mended(m1, notebook, "M1-E2-answer")[0] == f"# my net\n{net}"


def test_a_helper_stays_with_the_answer_and_an_own_version_of_another_answer_is_left_alone(m1: Given) -> None:
    both = f"{SQUARE}\n\nclass Net(nn.Module):\n    pass"  # Net has its own cell, filled in
    notebook = put(m1, "M1-E1-answer", cell(both, name="M1-E1-answer"))
    assert mended(m1, notebook)[0] == both
    net = notebook.cells[numbered(notebook, "M1-E2-answer")]
    net.source = (
        net.source.partition("        super")[0] + "        # YOUR CODE HERE\n        raise NotImplementedError()"
    )
    text, done = mended(m1, notebook)
    assert text == both
    assert net.source in sources(done)


def test_a_syntax_error_is_the_students_own(m1: Given) -> None:
    text, _ = mended(m1, put(m1, "M1-E1-answer", cell("def square(x)\n  return", name="M1-E1-answer")))
    assert text == "def square(x)\n  return"


def test_text_typed_below_the_question_or_beside_the_answer(m1: Given) -> None:
    question, answer = v4.new_markdown_cell("What is a square?"), v4.new_markdown_cell("YOUR ANSWER HERE")
    mine = v4.new_markdown_cell("A number times itself.")
    both = v4.new_markdown_cell("What is a square?\n\nA number times itself.")
    for cells in ([question, mine], [question, answer, mine], [question, mine, answer], [both], [both, answer]):
        notebook = put(m1, "M1-R1", *cells[1:])
        notebook.cells[numbered(notebook, "M1-text-2")] = cells[0]
        text, done = mended(m1, notebook, "M1-R1")
        assert text == "A number times itself."
        assert "What is a square?" in sources(done)


def test_a_written_answer_in_parts_is_joined(m1: Given) -> None:
    parts = [cell("One.", "markdown", "M1-R1"), cell("Two.", "markdown", "M1-R1"), cell("Three.", "markdown")]
    assert mended(m1, put(m1, "M1-R1", *parts), "M1-R1")[0] == "One.\n\nTwo.\n\nThree."


def test_pictures_of_an_answer_are_kept_and_odd_ones_are_not(m1: Given) -> None:
    mine = cell("![a](attachment:a.png)", "markdown", "M1-R1")
    mine["attachments"] = {"a.png": {"image/png": "AAAA"}, "b": 3, "c": {"image/png": {}}}
    done = repair(put(m1, "M1-R1", mine), m1.source)
    nbformat.validate(done.notebook)
    assert done.notebook.cells[numbered(done.notebook, "M1-R1")].attachments == {"a.png": {"image/png": "AAAA"}}


def test_a_missing_answer_is_listed(m1: Given) -> None:
    text, done = mended(m1, put(m1, "M1-E1-answer"))
    assert text == ""
    assert done.notes == ["M1-E1-answer: no answer was found"]


def test_a_changed_locked_cell_never_overrides_ours(m1: Given) -> None:
    changed = cell("import torch\n\ndef check(*_):\n    pass\n\ndef load():\n    pass\n\nbase = 2", name="M1-given-1")
    done = repair(put(m1, "M1-given-1", changed), m1.source)
    ours = numbered(done.notebook, "M1-given-1")
    assert done.notebook.cells[ours].source == m1.source.cells[numbered(m1.source, "M1-given-1")].source
    assert done.notebook.cells[ours - 1].source.strip() == "base = 2"
    assert any("M1-given-1: the locked cell was changed" in note for note in done.notes)


def test_text_under_the_name_of_a_graded_cell(m1: Given) -> None:
    """Neither its cell nor its points are the student's."""
    forged = cell("print(1)", name="M1-E1")
    forged.metadata["nbgrader"] = {"grade_id": "M1-E1", "points": 1e9, "grade": True, "locked": False, "solution": True}
    forged.metadata["course"] = {"role": "given"}
    done = repair(put(m1, "M1-E1", forged), m1.source)
    assert [one for one in done.notebook.cells if one.id == "M1-E1"] == [
        one for one in m1.source.cells if one.id == "M1-E1"
    ]
    assert all(not one.metadata for one in done.notebook.cells if one.id.startswith("added-"))


def test_twenty_thousand_cells(m1: Given) -> None:
    cells = [
        {"cell_type": kind, "source": f"{text} {k}", "id": name, "metadata": {}}
        for k in range(10_000)
        for kind, text, name in (("code", "x =", "M1-E1-answer"), ("markdown", "a text", "M1-R1"))
    ]
    done = repair(from_dict({"cells": cells}), m1.source)
    assert len(done.notebook.cells) < 600
    assert any("were left out" in note for note in done.notes)


def test_large_and_deep_code(m1: Given) -> None:
    for source in (
        "(" * 30_000,
        "-" * 30_000 + "1",
        "x = 1\n" * 200_000,
        "a" * 2**21,
        "if 1:\n" * 5_000,
        "\0def",
        "[" * 99,
    ):
        done = repair(put(m1, "M1-E1-answer", cell(source, name="M1-E1-answer")), m1.source)
        nbformat.validate(done.notebook)


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["M1-E1", "M1-E1-answer", "M1-R1", "M1-given-1", "M1-text-2", "M1-student", "x" * 99])
texts = st.sampled_from(
    [SQUARE, "check(", "", "YOUR ANSWER HERE", "What is a square?", 'grade("M1-E1")  # 3 points\nx = 1']
)
odd_cell = junk | st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "Code"]) | junk,
        "source": texts | st.lists(texts, max_size=3) | st.text(st.characters(), max_size=20) | junk,
        "id": names | junk,
        "metadata": st.fixed_dictionaries({}, optional={"nbgrader": st.fixed_dictionaries({"grade_id": names | junk})})
        | junk,
        "attachments": junk,
        "outputs": junk,
    },
)


@settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(cells=st.lists(odd_cell, max_size=6) | junk)
def test_any_json_is_repaired(m1: Given, cells: Any) -> None:
    done = repair(from_dict({"cells": cells, "metadata": 3, "nbformat": None}), m1.source)
    nbformat.validate(done.notebook)
    json.dumps(done.notebook).encode("utf-8")
    locked = [one for one in done.notebook.cells if one.metadata.get("nbgrader", {}).get("locked")]
    assert locked == [one for one in m1.source.cells if one.metadata.get("nbgrader", {}).get("locked")]
    assert all("\n" not in note for note in done.notes)
