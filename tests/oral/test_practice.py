"""The practice table and what it says."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import kit.questions.practice
from assignments.A1.oral import ORAL as A1
from assignments.A2.oral import ORAL as A2
from assignments.P3.oral import ORAL as P3
from assignments.P4.oral import ORAL as P4
from assignments.P5.oral import ORAL as P5
from autograder.oral import Oral, practice_table
from kit.questions import Practice
from kit.questions.practice import practice_params

ORALS = (A1, A2, P3, P4, P5)
EVERY = pytest.mark.parametrize("oral", ORALS, ids=["A1", "A2", "P3", "P4", "P5"])
FAMILIES = [pytest.param(oral, name, id=name) for oral in ORALS for name in oral.bank.families]


def table(oral: Oral) -> Path:
    return Path(__file__).resolve().parents[2] / "assignments" / oral.bank.notebook / "practice.json"


@pytest.fixture
def practice() -> Practice:
    return Practice(A1.bank, table(A1))


@EVERY
def test_the_table_is_up_to_date(oral: Oral) -> None:
    text = table(oral).read_text(encoding="utf-8")
    assert text == practice_table(oral), "write it again: practice_table(ORAL)"


@pytest.mark.parametrize(("oral", "name"), FAMILIES)
def test_round_trip(oral: Oral, name: str) -> None:
    practice = Practice(oral.bank, table(oral))
    solver, family = oral.solvers[name], oral.bank.families[name]
    messages = {f"Not right: {mistake.message}." for mistake in solver.mistakes}
    for index in range(200):
        params = practice_params(oral.bank, family, index)
        right = solver.solve(params)
        assert practice.judge(name, index, right) == "Right."
        mistakes = solver.wrong(params, family.tolerance)
        assert len({str((m.part, value)) for m, value in mistakes}) >= 2
        for mistake, value in mistakes:
            part = mistake.part
            given = value if part is None else (*right[:part], value, *right[part + 1 :])
            assert practice.judge(name, index, given) in messages
        assert practice.judge(name, index, "what?").startswith("Not right: the answer is to be")


def test_other_answers_are_not_right(practice: Practice) -> None:
    assert practice.judge("A1-Q-S3", 0, 7) == "Not right."
    assert practice.judge("A1-Q-S1", 0, (1, 2)) == (
        "Not right: the answer is to be a tuple of 4 entries, this one has 2."
    )
    assert "dict" in practice.judge("A1-Q-S1", 0, {})


@EVERY
def test_the_table_holds_hashes_only(oral: Oral) -> None:
    record = json.loads(table(oral).read_text())
    assert list(record["families"]) == list(oral.bank.families)
    for family in record["families"].values():
        assert set(family) == {"messages", "lookups", "questions"}
        assert len(family["questions"]) == 200
        for row in family["questions"].values():
            hashes = row.split()
            assert len(hashes) == len(family["messages"])
            assert all(value == "-" or len(value) == 12 for value in hashes)
            assert hashes[0] != "-"


def test_dialogue_leaves_the_random_numbers_of_the_notebook_alone(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr(kit.questions.practice, "show", shown.append)
    random.seed(0)
    state = random.getstate()
    practice("A1-Q-S4", 12)
    assert shown[-1].startswith("First `practice")
    practice("A1-Q-S4")
    assert "receptive field" in shown[-1]
    practice("A1-Q-S4", 0)
    assert shown[-1] == "Not right."
    practice("A1-Q-S99")
    assert shown[-1].startswith("There is no question `A1-Q-S99`")
    assert random.getstate() == state
