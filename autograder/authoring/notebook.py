"""Make the instructor's notebook: nbgrader's metadata, generated cells, stable ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

from autograder.authoring.text import TextCell, read_text
from autograder.course import Assignment
from autograder.errors import CourseError
from autograder.oral import answer_name, concept_markdown, pool_markdown

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
GRADE = """grade("{id}")  # {points:g} points
### BEGIN HIDDEN TESTS
from autograder.stock import score

score("{id}", globals())
### END HIDDEN TESTS"""


def build_source(assignment: Assignment) -> NotebookNode:
    """Return the instructor's notebook of an assignment."""
    build = _Builder(assignment)
    cells = [made for cell in read_text(assignment.text) for made in build.expand(cell)]
    build.verify()
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    nbformat.validate(notebook)
    return cast(NotebookNode, notebook)


class _Builder:
    """Expands text cells one after the other and numbers what has no name of its own."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self.exercises = assignment.hidden()
        self.oral = assignment.oral()
        self.graded: dict[str, float] = {}
        self._counts: Counter[str] = Counter()

    def expand(self, cell: TextCell) -> Iterator[NotebookNode]:
        """The notebook cells of one text cell."""
        if not cell.role:
            yield self._prose(cell)
            return
        makers: dict[str, Callable[[TextCell], Iterator[NotebookNode]]] = {
            "answer": self._answer,
            "grade": self._grade,
            "use": self._use,
            "train": self._train,
            "fill": self._fill,
            "shape": self._shape,
            "concept": self._concept,
            "pool": self._pool,
            "manual": self._manual,
        }
        yield from makers.get(cell.role, self._locked)(cell)

    def verify(self) -> None:
        """Every exercise has its graded cell and the points sum to 100."""
        missing = sorted(set(self.exercises) - set(self.graded))
        if missing:
            raise CourseError(f"{self.assignment.id}: no graded cell for {', '.join(missing)}")
        total = sum(self.graded.values())
        if total != 100:
            raise CourseError(f"{self.assignment.id}: the points sum to {total:g}, not 100")

    def _prose(self, cell: TextCell) -> NotebookNode:
        made = nbformat.v4.new_markdown_cell(cell.source) if cell.kind == "markdown" else None
        if made is None:
            raise CourseError(f"a code cell without a role: {cell.source[:60]!r}")
        made.id = self._number("text")
        return cast(NotebookNode, made)

    def _locked(self, cell: TextCell) -> Iterator[NotebookNode]:
        name = cell.options.get("exercise", self.assignment.id)
        yield self._code(self._number(cell.role, str(name)), cell.source, locked=True, role=cell.role)

    def _use(self, cell: TextCell) -> Iterator[NotebookNode]:
        needs = str(cell.options.get("needs", "")).strip()
        source = f"%%needs {needs}\n{cell.source}" if needs else cell.source
        yield self._code(self._number("use"), source, locked=True, role="use")

    def _train(self, cell: TextCell) -> Iterator[NotebookNode]:
        exercise = str(cell.option("exercise"))
        source = f"%%needs {cell.options.get('needs', exercise)}\n{cell.source}"
        yield self._code(self._number("train", exercise), source, locked=True, role="train")

    def _answer(self, cell: TextCell) -> Iterator[NotebookNode]:
        exercise = str(cell.option("exercise"))
        if exercise not in self.exercises:
            raise CourseError(f"{exercise} has no hidden checks")
        self._counts[exercise] += 1
        count = self._counts[exercise]
        name = f"{exercise}-answer" + (f"-{count}" if count > 1 else "")
        yield self._code(name, cell.source, solution=True, role="answer")

    def _grade(self, cell: TextCell) -> Iterator[NotebookNode]:
        exercise = str(cell.option("exercise"))
        if exercise not in self.exercises:
            raise CourseError(f"{exercise} has no hidden checks, and its graded cell no asserts with points=...")
        if cell.source.strip() and "points" not in cell.options:
            raise CourseError(f"the graded cell of {exercise} holds code: it needs points=...")
        yield self._graded(exercise, self.exercises[exercise].points, cell.source)

    def _graded(self, name: str, points: float, asserts: str = "") -> NotebookNode:
        if name in self.graded:
            raise CourseError(f"{name} is graded twice")
        self.graded[name] = points
        source = asserts or GRADE.format(id=name, points=points)
        return self._code(name, source, locked=True, grade=True, points=points, role="grade")

    def _fill(self, cell: TextCell) -> Iterator[NotebookNode]:
        yield self._code(str(cell.option("id")), cell.source, solution=True, role="fill", keep=True)

    def _shape(self, cell: TextCell) -> Iterator[NotebookNode]:
        name = str(cell.option("question"))
        if self.oral is None or name not in self.oral.bank.questions:
            raise CourseError(f"{name} is in no question bank")
        family, points = self.oral.bank.families.get(name), self.oral.bank.points(name)
        example = f", for example {family.example}" if family else ""
        source = f"{answer_name(name)} = None  # TODO {name} ({points:g} point{'s' * (points != 1)}){example}"
        yield self._code(f"{name}-question", f'ask("{name}", student_number)', locked=True, role="given")
        yield self._code(f"{name}-answer", source, solution=True, role="shape", keep=True)
        yield self._graded(name, points)

    def _concept(self, cell: TextCell) -> Iterator[NotebookNode]:
        name, points = str(cell.option("question")), float(cell.option("points"))
        if self.oral is None or name not in self.oral.bank.concepts:
            raise CourseError(f"{name} is in no question bank")
        text = f"**{name}** ({points:g} points)\n\n{self.oral.bank.concepts[name].text}"
        yield self._prose(TextCell("markdown", "", text, {}))
        yield self._written(name, points, concept_markdown(self.oral, name, points))

    def _pool(self, cell: TextCell) -> Iterator[NotebookNode]:
        pool, points = str(cell.option("pool")), float(cell.option("points"))
        if self.oral is None or pool not in self.oral.bank.pools:
            raise CourseError(f"there is no pool {pool}")
        name = f"{self.assignment.id}-Q-pool-{pool}"
        source = f'ask_concept("{pool}", student_number)'
        yield self._code(f"{name}-question", source, locked=True, role="given")
        yield self._written(name, points, pool_markdown(self.oral, pool, points))

    def _manual(self, cell: TextCell) -> Iterator[NotebookNode]:
        yield self._prose(TextCell("markdown", "", cell.source, {}))
        yield self._written(str(cell.option("id")), float(cell.option("points")), "Marked by a person.")

    def _written(self, name: str, points: float, rubric: str) -> NotebookNode:
        if name in self.graded:
            raise CourseError(f"{name} is graded twice")
        self.graded[name] = points
        source = f"### BEGIN SOLUTION\n{rubric}\n### END SOLUTION"
        cell = nbformat.v4.new_markdown_cell(source)
        return _mark(cell, name, solution=True, grade=True, points=points, role="manual")

    def _code(self, name: str, source: str, **flags: Any) -> NotebookNode:
        return _mark(nbformat.v4.new_code_cell(source), name, **flags)

    def _number(self, role: str, name: str | None = None) -> str:
        stem = f"{name or self.assignment.id}-{role}"
        self._counts[stem] += 1
        return (
            stem
            if self._counts[stem] == 1 and name not in (None, self.assignment.id)
            else f"{stem}-{self._counts[stem]}"
        )


def _mark(
    cell: NotebookNode,
    name: str,
    *,
    role: str,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
    keep: bool = False,
) -> NotebookNode:
    """Give a cell its id and nbgrader's metadata (schema 3)."""
    cell.id = re.sub(r"[^A-Za-z0-9_-]", "-", name)
    data: dict[str, Any] = {
        "grade": grade,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        data["points"] = points
    cell.metadata["nbgrader"] = nbformat.from_dict(data)
    course = {"role": role} | ({"keep": True} if keep else {})
    cell.metadata["course"] = nbformat.from_dict(course)
    if locked:
        cell.metadata["editable"], cell.metadata["deletable"] = False, False
    return cell
