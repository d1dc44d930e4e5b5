"""What students and their programs do to a notebook on the way, and to an answer."""

from __future__ import annotations

import copy
import random

import nbformat
from nbformat import NotebookNode

from autograder.oral import Oral, answer_name
from kit.questions.answer import Answer


def damaged(notebook: NotebookNode, way: str, draw: random.Random) -> NotebookNode:
    """A copy to which the damage `way` was done; the notebook itself for any other word."""
    if way not in ("no metadata", "cells deleted", "cell doubled"):
        return notebook
    made = copy.deepcopy(notebook)
    if way == "no metadata":  # another editor
        for cell in made.cells:
            cell.metadata = nbformat.from_dict({})
    elif way == "cells deleted":  # of those that are not to be filled in
        made.cells = [one for one in made.cells if _filled_in(one) or draw.random() > 0.15]
    else:  # a copy of an answer for a try, emptied again
        at = draw.choice([at for at, one in enumerate(made.cells) if _filled_in(one) and one.cell_type == "code"])
        double = nbformat.v4.new_code_cell("# a try\nprint('nothing yet')", metadata=made.cells[at].metadata)
        made.cells.insert(at + 1, double)
    return made


def _filled_in(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def renamed(code: str) -> str:
    """Code of somebody else's with other names, remarks and layout."""
    return code.replace("look_at", "inspect_it").replace("dim", "axis").replace("\n", "\n\n    # my own idea\n", 2)


def wrong_answer(oral: Oral, number: int, question: str, draw: random.Random) -> str:
    """The cell of a shape question, answered with a typical mistake, or by a number that says nothing."""
    family, params = oral.bank.family(number, question), oral.bank.params(number, question)
    solver = oral.solvers[family.id]
    wrong = solver.wrong(params, family.tolerance)
    value: Answer = 7
    if wrong and draw.random() < 0.8:
        mistake, value = draw.choice(wrong)
        if mistake.part is not None:
            entries = list(solver.solve(params))
            entries[mistake.part] = value
            value = tuple(entries)
    return f"{answer_name(question)} = {value!r}"
