"""Makes ``practice.json``: right and typical wrong answers of practice questions, as salted hashes."""

from __future__ import annotations

import json
from typing import Any

from autograder.oral.bank import Mistake, Oral, Solver
from kit.questions import Family
from kit.questions.answer import Answer, Form, form_of, tokens
from kit.questions.practice import answer_hash, practice_params

RIGHT = "Right."
NOT_APPLICABLE = "-"


def practice_table(oral: Oral, count: int = 200) -> str:
    """Return the text of the table with `count` questions a family; the same every time."""
    salt = f"practice {oral.bank.notebook}"
    families = {id: _family(oral, family, oral.solvers[id], salt, count) for id, family in oral.bank.families.items()}
    return json.dumps({"salt": salt, "families": families}, ensure_ascii=False, indent=0) + "\n"


def _family(oral: Oral, family: Family, solver: Solver, salt: str, count: int) -> dict[str, Any]:
    entries = [Mistake(RIGHT, solver.solve), *solver.mistakes]
    questions: dict[str, str] = {}
    lookups: list[list[Any]] = []
    for index in range(count):
        params = practice_params(oral.bank, family, index)
        values = {id(mistake): value for mistake, value in solver.wrong(params, family.tolerance)}
        values[id(entries[0])] = solver.solve(params)
        hashes = []
        for entry in entries:
            if id(entry) not in values:
                hashes.append(NOT_APPLICABLE)
                continue
            value = values[id(entry)]
            form = form_of(value)
            lookup = [entry.part, _form_to_json(form)]
            if lookup not in lookups:
                lookups.append(lookup)
            hashes.append(_hash(salt, family, index, entry.part, value, form))
        questions[str(index)] = " ".join(_first_of_each(hashes))
    messages = [RIGHT, *(f"Not right: {mistake.message}." for mistake in solver.mistakes)]
    return {"messages": messages, "lookups": lookups, "questions": questions}


def _hash(salt: str, family: Family, index: int, part: int | None, value: Answer, form: Form) -> str:
    return answer_hash(salt, family.id, index, part, tokens(value, form, family.tolerance)[0])


def _first_of_each(hashes: list[str]) -> list[str]:
    """Where two mistakes give the same answer, keep the explanation that is named first."""
    return [NOT_APPLICABLE if value in hashes[:i] else value for i, value in enumerate(hashes)]


def _form_to_json(form: Form) -> Any:
    return [_form_to_json(part) for part in form] if isinstance(form, tuple) else form.__name__
