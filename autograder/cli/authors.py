"""Commands for authors: ``new``, ``build`` and ``prove``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from autograder.cli.common import CPUS, CoursePath, Ids, Jobs, NoSandbox, chosen, console, find_course
from autograder.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    app.command()(new)
    app.command()(build)
    app.command()(translate)
    app.command("prove")(prove_command)


def new(
    name: Annotated[str, typer.Argument(help="Its id, for example B1.", metavar="ID")], course: CoursePath = None
) -> int:
    """Begin a notebook: one exercise with checks and known solutions, to be changed."""
    from autograder.authoring.start import start

    print(start(find_course(course), name))
    print(f"now: autograder build {name}, autograder prove {name}, and docs/authors.md")
    return 0


def build(
    ids: Ids = None,
    course: CoursePath = None,
    check: Annotated[bool, typer.Option("--check", help="Compare only; exit 3 if something differs.")] = False,
    lang: Annotated[str, typer.Option("--lang", help="Also make release-LANG/, for example zh_CN.")] = "",
) -> int:
    """Make source/ and release/ from the assignments' texts."""
    from autograder.authoring import build_release
    from autograder.language.release import translated_release

    for assignment in chosen(find_course(course), ids):
        source, release = build_release(assignment, check_only=check)
        print(f"{assignment.id}: {source} and {release} {'agree with the text' if check else 'written'}")
        if lang and not check:
            print(f"{assignment.id}: {translated_release(assignment, lang)} written")
    return 0


def translate(
    lang: Annotated[str, typer.Option("--lang", help="The language, for example zh_CN.")],
    ids: Ids = None,
    course: CoursePath = None,
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 3 if something is open.")] = False,
) -> int:
    """Bring translations/LANG/*.po up to date with the English texts and say what is open or wrong there."""
    from autograder.language import release

    found = find_course(course)
    names = [assignment.id for assignment in chosen(found, ids)]
    states = (release.check if check else release.update)(found, lang, names)
    for state in states:
        print(f"{state.name}: {state.texts} texts, {len(state.open)} open, {len(state.faults)} faults")
        for fault in state.faults:
            print(f"    {fault}")
    return 3 if check and any(state.open or state.faults for state in states) else 0


def prove_command(
    ids: Ids = None,
    course: CoursePath = None,
    bank: Annotated[list[Path] | None, typer.Option("--bank", help="A further folder with wrong/ and right/.")] = None,
    only: Annotated[str, typer.Option("--only", help="Only entries whose EXERCISE--NAME contains this.")] = "",
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="Sets of numbers that each entry is checked on.")] = 5,
    jobs: Jobs = CPUS,
    no_sandbox: NoSandbox = False,
) -> int:
    """Grade every known solution; exit 1 if a wrong one survives or a right one loses marks."""
    from tqdm import tqdm

    from autograder.engine.warm import WarmParent
    from autograder.prove import Proof, keep_mistakes, prove, read_bank
    from autograder.prove.bank import references

    failed: list[Proof] = []
    screen = console()
    for assignment in chosen(find_course(course), ids):
        exercises = assignment.hidden()
        folders = [assignment.folder / "bank", *(bank or [])]
        entries = references(assignment.exercises(17))
        for folder in folders:
            entries += read_bank(folder, exercises, assignment.id)
        entries = [entry for entry in entries if only in f"{entry.exercise}--{entry.name}"]
        if not entries:
            raise UsageError(f"no known solution of {assignment.id} has {only!r} in its name", "names: EXERCISE--NAME")
        warm = WarmParent()
        try:
            with tqdm(total=len(entries), desc=f"prove {assignment.id}", unit="solution", leave=False) as bar:

                def step(proof: Proof, bar: Any = bar) -> None:
                    bar.update()
                    if not proof.holds:
                        bar.write(f"{proof.entry.exercise}--{proof.entry.name}: {proof.problem}")

                proofs = prove(assignment, entries, warm, range(seeds), jobs, step, not no_sandbox)
        finally:
            warm.close()
        screen.print(_table(assignment.id, proofs))
        if not only:
            keep_mistakes(assignment, proofs)
        failed += [proof for proof in proofs if not proof.holds]
    for proof in failed:
        kind = "SURVIVOR" if proof.entry.kind == "wrong" else "FALSE ALARM"
        print(f"{kind} {proof.entry.kind} {proof.entry.exercise}--{proof.entry.name}: {proof.problem}")
        for check, message in proof.lost.items():
            print(f"    {check}: {message}")
    print(
        f"{len(failed)} of all known solutions are judged wrongly"
        if failed
        else "all known solutions are judged rightly"
    )
    return 1 if failed else 0


def _table(name: str, proofs: list) -> Table:  # type: ignore[type-arg]
    """Counts by exercise."""
    table = Table(title=f"{name}: known solutions by exercise")
    for column in ("exercise", "right", "kept all marks", "wrong", "caught"):
        table.add_column(column, justify="left" if column == "exercise" else "right")
    for exercise in dict.fromkeys(proof.entry.exercise for proof in proofs):
        mine = [proof for proof in proofs if proof.entry.exercise == exercise]
        right = [proof for proof in mine if proof.entry.kind != "wrong"]
        wrong = [proof for proof in mine if proof.entry.kind == "wrong"]
        counts = (len(right), sum(one.holds for one in right), len(wrong), sum(one.holds for one in wrong))
        table.add_row(exercise, *map(str, counts))
    return table
