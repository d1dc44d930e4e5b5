"""Commands for teaching assistants: ``collect``, ``grade``, ``answers``, ``feedback``, ``report``."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from autograder.cli.common import CPUS, CoursePath, Ids, Jobs, NoSandbox, chosen, console, find_course
from autograder.course import Assignment, Course
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.grading.runner import Runner

Id = Annotated[str, typer.Argument(help="The assignment, for example A1.", metavar="ID")]
Cluster = Annotated[str | None, typer.Option("--cluster", help="Run on the dask cluster at ADDR.", metavar="ADDR")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    for command in (collect, grade, answers, feedback, report):
        app.command()(command)


def collect(
    assignment: Id,
    paths: Annotated[list[Path], typer.Argument(help="Files, folders, zips, HTML exports.", metavar="PATH…")],
    course: CoursePath = None,
) -> int:
    """Put what was handed in where nbgrader looks for it, with a table of what was recovered."""
    from autograder.collect import Status, table
    from autograder.collect import collect as collect_files
    from autograder.term.late import due
    from autograder.term.roster import enrolled, file_names

    where = find_course(course)
    found = where.assignment(assignment)
    people = enrolled(where)
    collected = collect_files(assignment, paths, where.root / "submitted", found.id, file_names(people))
    if not collected:
        raise UsageError(f"no notebook, page or archive in {', '.join(map(str, paths))}")
    names = {person.id: f"{person.first_name} {person.last_name}".strip() for person in people}
    console().print(table(collected, names, due(found) if people else None))
    missing = [person.label for person in people if not (where.root / "submitted" / person.id / found.id).is_dir()]
    if missing:
        print(f"missing {len(missing)} of {len(people)}: {', '.join(missing)}")
    return 0 if all(one.written or one.status is Status.OLDER for one in collected) else 1


def grade(
    ids: Ids = None,
    course: CoursePath = None,
    student: Annotated[str | None, typer.Option("--student", help="Only this student.")] = None,
    jobs: Jobs = CPUS,
    force: Annotated[bool, typer.Option("--force", help="Run again what has not changed.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", help="Say why this student's work ran or would.")] = None,
    cluster: Cluster = None,
    no_sandbox: NoSandbox = False,
) -> int:
    """Grade what was handed in; writes autograded/ and the gradebook as nbgrader does."""
    from tqdm import tqdm

    from autograder.engine.warm import WarmParent
    from autograder.grading.classroom import Graded, grade_class, submissions

    if no_sandbox:
        os.environ["AUTOGRADER_SANDBOX"] = "0"
    where = find_course(course)
    named = chosen(where, ids)
    if explain is not None:
        return _explain(named, explain)
    todo = [(one, submissions(where, one.id, student)) for one in named if ids or _handed_in(where, one)]
    problems = 0
    with ExitStack() as held:
        warm = WarmParent()
        held.callback(warm.close)
        runner = held.enter_context(_on_cluster(cluster, [one for one, _ in todo])) if cluster and todo else None
        for assignment, students in todo:
            start, failed = time.perf_counter(), list[str]()
            with tqdm(total=len(students), desc=f"grade {assignment.id}", unit="notebook") as bar:

                def step(one: Graded, bar: Any = bar, failed: list[str] = failed) -> None:
                    bar.update()
                    if one.problem:
                        failed.append(one.student)
                        bar.set_postfix(failed=len(failed), refresh=False)
                        bar.write(f"{one.student}: {one.problem}")

                graded = grade_class(assignment, students, warm, jobs, force, step, runner)
            console().print(_marks(assignment, graded))
            fresh = sum(one.fresh for one in graded)
            print(f"{len(graded)} submissions, {fresh} graded now, in {time.perf_counter() - start:.1f} s")
            problems += sum(bool(one.problem) for one in graded)
    return 1 if problems else 0


@contextmanager
def _on_cluster(address: str, assignments: list[Assignment]) -> Iterator[Runner]:
    """What runs submissions on a dask cluster."""
    from tqdm import tqdm

    try:
        from autograder.cluster.runner import ClusterRunner
    except ImportError as error:
        raise UsageError(f"--cluster needs {error.name}", "install: pip install 'dask[distributed]'") from error
    with closing(ClusterRunner(address, assignments, say=lambda line: tqdm.write(f"cluster: {line}"))) as runner:
        yield runner


def _explain(assignments: list[Assignment], student: str) -> int:
    """Print why a student's submissions ran last, and what would run now."""
    from autograder.engine.warm import WarmParent
    from autograder.grading.classroom import explain, submissions

    warm = WarmParent()
    try:
        for assignment in assignments:
            submissions(assignment.course, assignment.id, student)
            stored, reasons = explain(assignment, student, warm)
            if stored is not None:
                print(f"{assignment.id}: {student} ran {stored.graded_at}, because: {'; '.join(stored.reasons)}")
            print(f"{assignment.id}: now {'would run: ' + '; '.join(reasons) if reasons else 'nothing would run'}")
    finally:
        warm.close()
    return 0


def _handed_in(course: Course, assignment: Assignment) -> bool:
    return any((course.root / "submitted").glob(f"*/{assignment.id}"))


def _marks(assignment: Assignment, graded: list) -> Table:  # type: ignore[type-arg]
    table = Table(title=f"{assignment.id}: points given by machine")
    for column in ("student", "points", "lost in", "notes"):
        table.add_column(column, justify="right" if column == "points" else "left", overflow="fold")
    for one in graded:
        if one.record is None:
            table.add_row(one.student, "-", "", one.problem)
            continue
        record = one.record
        total = sum(result.points for result in record.results)
        earned = sum(result.earned for result in record.results)
        lost = sorted(
            {r.id.partition(".")[0].partition("-")[2] for r in record.results if r.earned < r.points},
            key=_order,
        )
        notes = "; ".join([*([one.problem] if one.problem else []), *one.notes, *record.notes])
        table.add_row(one.student, f"{earned:g}/{total:g}", " ".join(lost), notes[:200])
    return table


def _order(name: str) -> tuple[str, int]:
    digits = "".join(character for character in name if character.isdigit())
    return name.rstrip("0123456789"), int(digits or 0)


def answers(
    assignment: Id,
    course: CoursePath = None,
    out: Annotated[Path | None, typer.Option("--out")] = None,
    formgrader: Annotated[str, typer.Option("--formgrader", help="Address of formgrader's Jupyter.")] = "",
    names: Annotated[bool, typer.Option("--names", help="Say who wrote what.")] = False,
) -> int:
    """Write all written answers on one page, question by question, alike ones together."""
    from autograder.report.answers import write_answers

    where = find_course(course)
    found = where.assignment(assignment)
    path = out or where.root / "reports" / f"{found.id}-answers.html"
    count = write_answers(found, path, formgrader, names)
    if not count:
        raise UsageError(f"nothing is graded in {found.id}", f"run: autograder grade {found.id}")
    print(f"{count} answers: {path}")
    return 0


def feedback(
    assignment: Id,
    course: CoursePath = None,
    student: str = "*",
    lang: Annotated[str, typer.Option("--lang", help="Another language of translations/, for example zh_CN.")] = "",
) -> int:
    """Write one feedback page a student, without the hidden checks' sources."""
    from autograder.grading import nbgrader_side

    where = find_course(course)
    found = where.assignment(assignment)
    if not any((where.root / "autograded").glob(f"{student}/{found.id}")):
        raise UsageError(f"nothing is graded in {found.id}", f"run: autograder grade {found.id}")
    problem = nbgrader_side.feedback(where, found.id, student, lang)
    pages = sorted((where.root / "feedback").glob(f"*/{found.id}/*.html"))
    print(problem or f"{len(pages)} pages under {where.root / 'feedback'}")
    return 1 if problem else 0


def report(assignment: Id, course: CoursePath = None, out: Annotated[Path | None, typer.Option("--out")] = None) -> int:
    """Write the class report, one HTML page."""
    from autograder.prove import known_mistakes
    from autograder.report import write_report
    from autograder.report.groups import write_groups
    from autograder.report.memory import read_reported, remember
    from autograder.report.pairs import pairs_of
    from autograder.term.marks import by_hand

    where = find_course(course)
    found = where.assignment(assignment)
    records = [json.loads(path.read_text()) for path in sorted((where.state / "results" / found.id).glob("*.json"))]
    if not records:
        raise UsageError(f"nothing is graded in {found.id}", f"run: autograder grade {found.id}")
    path = out or where.root / "reports" / f"{found.id}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    before, pairs = read_reported(found), pairs_of(found)
    groups = write_groups(found, records, path)
    manual, worth = by_hand(found)
    print(write_report(records, path, known_mistakes(found), manual, worth, before, pairs, groups))
    remember(found, records)
    return 0
