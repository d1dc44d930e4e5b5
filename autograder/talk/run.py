"""Make sheets for students: read the submission, play the scenes, choose, write the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.course import Assignment
from autograder.engine.job import Job, Record
from autograder.engine.warm import WarmParent
from autograder.errors import CourseError, MachineError
from autograder.grading import nbgrader_side
from autograder.grading.cells import cells_for
from autograder.grading.classroom import first_line, read_submission
from autograder.grading.run import Submission, limits_of, make_job, seed_of, student_numbers
from autograder.grading.store import read_record, record_path
from autograder.oral import Rubric
from autograder.talk import ask, verdicts
from autograder.talk.scenes import Scene
from autograder.talk.sheet import Sheet, page
from autograder.talk.source import read_cells
from autograder.talk.stage import play_scenes
from kit.questions import Concept
from kit.questions.draw import rng_for

SHAPES, CONCEPTS = 6, 3
POINTS = 10.0
"""What a talk is worth, where ``talk.py`` has no ``POINTS`` of its own."""
LARGEST_SEED = 10**6


@dataclass(frozen=True)
class Made:
    """What became of one student's sheet: where it is, or the line that says why there is none."""

    student: str
    path: Path | None = None
    questions: int = 0
    problem: str = ""


def scenes_of(assignment: Assignment) -> tuple[Scene, ...]:
    """The scenes of an assignment; none without ``talk.py``."""
    if not (assignment.folder / "talk.py").is_file():
        return ()
    found = tuple(assignment.module("talk").SCENES)
    unknown = {scene.exercise for scene in found} - assignment.hidden().keys()
    if unknown:
        raise CourseError(f"{assignment.id}/talk.py: there is no exercise {', '.join(sorted(unknown))}")
    return found


def points_of(assignment: Assignment) -> float:
    """What the talk is worth."""
    there = (assignment.folder / "talk.py").is_file()
    return float(getattr(assignment.module("talk"), "POINTS", POINTS)) if there else POINTS


def make_sheets(
    assignment: Assignment,
    students: Sequence[str],
    warm: WarmParent,
    out: Path,
    seed: int | None = None,
    jobs: int = 1,
    answers: bool = True,
    done: Callable[[Made], None] = lambda _: None,
) -> list[Made]:
    """Write ``out/STUDENT.html`` for each student; one student's failure never stops the others.

    Parameters
    ----------
    seed
        The same sheet again; default: a number that follows from the course's secret, printed on the sheet.
    answers
        Whether the examiner's part is written too.
    """
    maker = _Maker(assignment, students, warm, seed)
    out.mkdir(parents=True, exist_ok=True)
    made = {}
    for student, sheet in maker.run(jobs):
        if isinstance(sheet, str):
            made[student] = Made(student, problem=sheet)
        else:  # written here: matplotlib sets formulas in one thread only
            path = out / f"{student}.html"
            path.write_text(page(sheet, answers), encoding="utf-8", errors="replace")
            made[student] = Made(student, path, len(sheet.questions))
        done(made[student])
    return [made[student] for student in students]


class _Maker:
    """What is the same for all students of a class."""

    def __init__(self, assignment: Assignment, students: Sequence[str], warm: WarmParent, seed: int | None) -> None:
        if not assignment.source.is_file():
            raise CourseError(f"{assignment.source} is missing", f"run: autograder build {assignment.id}")
        self.assignment, self.students, self.warm, self.seed = assignment, students, warm, seed
        self.source: NotebookNode = nbformat.read(assignment.source, as_version=4)
        self.numbers = student_numbers(students, nbgrader_side.database(assignment.course))
        self.limits = limits_of(assignment.course)
        self.scenes, self.exercises = scenes_of(assignment), assignment.hidden()
        self.oral, self.points = assignment.oral(), points_of(assignment)

    @cached_property
    def solutions(self) -> dict[str, list[str]]:
        """Known right solutions by exercise."""
        named = [(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source) for cell in self.source.cells]
        return verdicts.known_solutions(self.assignment, named)

    def run(self, jobs: int) -> Iterator[tuple[str, Sheet | str]]:
        """Yield each student with a sheet or the reason why there is none, as they finish."""
        pool = ThreadPoolExecutor(max_workers=jobs)
        try:
            pending = {pool.submit(self._one, student) for student in self.students}
            while pending:
                finished, pending = wait(pending, return_when=FIRST_COMPLETED)
                for future in finished:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, student: str) -> tuple[str, Sheet | str]:
        try:
            return student, self._sheet(student)
        except MachineError:
            raise
        except CourseError as error:
            return student, error.what
        except Exception as error:  # whatever it is, it concerns one submission
            return student, f"no sheet could be made: {first_line(error)}"

    def _sheet(self, student: str) -> Sheet:
        assignment = self.assignment
        seed = seed_of(assignment, student) % LARGEST_SEED if self.seed is None else self.seed
        sheet = Sheet(assignment.id, student, seed, self.points, self.scenes)
        key = (seed, assignment.id, student)
        submission, found = read_submission(assignment, self.source, student)
        job, notes = self._job(submission), list(found)
        sheet.cells = read_cells(job.cells)
        sheet.calls = [scene.draw(*key) for scene in self.scenes]
        if self.scenes:
            played, troubles = play_scenes(job, self.warm, sheet.calls, sheet.cells, assignment.probe_sources())
            named = [f"{scene.exercise} {scene.title}" for scene in self.scenes]
            sheet.questions = ask.choose(
                self.scenes, sheet.calls, played, sheet.cells, SHAPES, rng_for(*key, "shapes")
            )  # fmt: skip
            sheet.silent = [
                (name, one.problem or "no line bound a tensor")
                for name, one in zip(named, played, strict=True)
                if one.problem or not one.seen
            ]
            notes += troubles
        else:
            notes.append(f"{assignment.id} has no talk.py: there are no questions about code")
        self._add_verdicts(sheet, notes, key)
        sheet.drawn, sheet.notes = self._concepts(self.numbers[student], key), notes
        return sheet

    def _job(self, submission: Submission) -> Job:
        """The cells that answers depend on: no figures, no trainings, no GPU; nothing is checked."""
        wanted = cells_for(submission.notebook, ())
        whole = make_job(submission, self.numbers[submission.student], self.limits, ())
        return replace(whole, cells=tuple(cell for cell in whole.cells if cell.id in wanted), gpu=None)

    def _add_verdicts(self, sheet: Sheet, notes: list[str], key: tuple[int | str, ...]) -> None:
        record: Record | None = read_record(record_path(self.assignment.course, self.assignment.id, sheet.student))
        if record is None:
            notes.append(f"not graded yet: run autograder grade {self.assignment.id}")
            return
        sheet.failed = verdicts.failed_checks(record, self.exercises, sheet.cells)
        rng = rng_for(*key, "ways")
        sheet.unusual = verdicts.unusual_ways(record, self.exercises, sheet.cells, self.solutions, rng)
        sheet.look_at = verdicts.notes_of(record)

    def _concepts(self, number: int, key: tuple[int | str, ...]) -> list[tuple[Concept, Rubric]]:
        """Questions of the bank that do not stand in the student's notebook."""
        if self.oral is None:
            return []
        known, rubrics = self.oral.bank.drawn(number), self.oral.rubrics
        rng = rng_for(*key, "concepts")
        fresh = [
            one
            for name, one in self.oral.bank.concepts.items()
            if name not in known and not ask.told_again(one.text, (point.text for point in rubrics[name].key_points))
        ]
        fresh.sort(key=lambda one: (rng.random(), one.id))
        return [(one, rubrics[one.id]) for one in fresh[:CONCEPTS]]
