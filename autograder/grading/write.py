"""Write a record into the cells of a notebook, in the form that nbgrader reads marks from.

nbgrader takes a graded cell without output, with text or with nan for full marks, and any line on standard error
for zero. So every graded cell gets one finite number, and warnings go to standard output.
"""

from __future__ import annotations

import math
import textwrap
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.engine.job import Record
from autograder.errors import EngineError
from kit.checks.outcome import Outcome, Result

MARKS = {
    Outcome.PASSED: "passed",
    Outcome.FAILED: "failed",
    Outcome.BLOCKED: "could not be checked",
    Outcome.SKIPPED: "could not be judged on this machine; a person looks at it",
    Outcome.BROKEN: "the check itself failed; a person looks at it",
    Outcome.EXCUSED: "the check itself is at fault; counted as passed",
}
WIDTH = 100


def write_record(notebook: NotebookNode, record: Record) -> None:
    """Put outputs and verdicts of `record` into `notebook`."""
    runs = {run.id: run for run in record.cells}
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        marked = cell.metadata.get("nbgrader", {})
        if marked.get("grade") and not marked.get("solution"):
            cell.outputs = [nbformat.from_dict(one) for one in verdict(record, marked.grade_id, marked.points)]
            continue
        run = runs.get(str(marked.get("grade_id") or f"cell {index}"))
        if run is not None:
            cell.outputs = [nbformat.from_dict(_whole(_quiet(one))) for one in run.outputs]
            if run.error and not any(one.output_type == "error" for one in cell.outputs):
                words = _whole(f"{run.status.value}: {run.error}")
                cell.outputs.append(
                    nbformat.v4.new_output("error", ename=run.status.value, evalue=words, traceback=[words])
                )


def verdict(record: Record, exercise: str, points: float) -> list[dict[str, Any]]:
    """The outputs of a graded cell: a table for the reader, a number for nbgrader."""
    results = record.results_of(exercise)
    if not results:
        raise EngineError(f"{record.student}: {exercise} has no verdict")
    earned = record.earned(exercise)
    if not math.isfinite(earned) or not 0 <= earned <= points:
        raise EngineError(f"{record.student}: {earned} of {points} points in {exercise}")
    text = "\n".join(_line(one) for one in results)
    return [
        {"output_type": "stream", "name": "stdout", "text": f"{earned:g} of {points:g} points\n{text}\n"},
        {
            "output_type": "execute_result",
            "execution_count": None,
            "data": {"text/plain": repr(float(earned))},
            "metadata": {},
        },
    ]


def _line(result: Result) -> str:
    head = f"[{result.earned:g}/{result.points:g}] {MARKS[result.outcome]}: {result.title}"
    lines = textwrap.wrap(head, WIDTH, subsequent_indent="      ")
    message = "" if result.outcome in (Outcome.BROKEN, Outcome.EXCUSED) else result.message  # of ours: not for students
    for line in map(_plain, message.expandtabs().splitlines()):
        lines += textwrap.wrap(line, WIDTH, initial_indent="      > ", subsequent_indent="        ")
    return "\n".join(lines)


def _plain(line: str) -> str:
    """Without control characters, which erase, hide or turn round what stands beside them, and half characters."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in line)


def _whole(value: Any) -> Any:
    """Without half characters, which no file can hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_whole(one) for one in value]
    return {name: _whole(one) for name, one in value.items()} if isinstance(value, dict) else value


def _quiet(output: dict[str, Any]) -> dict[str, Any]:
    return output | {"name": "stdout"} if output["output_type"] == "stream" else output
