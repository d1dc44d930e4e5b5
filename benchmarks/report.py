"""From what was measured to the figures, the table, ``results.json`` and the block in the documentation."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.commands import mean
from benchmarks.figures import Figure, fixed, ratios, slope, table
from benchmarks.rounds import Results

BEGIN, END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
KEYS = {
    "cpu_ratio_vs_nbgrader": "stock nbgrader / ours, CPU a submission",
    "overhead_vs_bare": "ours / bare, CPU a submission",
    "regrade_ratio": "A1 in full / A1 after one changed check, wall beside a warm parent",
    "regrade_ratio_light": "full regrade / one changed check, CPU a submission",
    "start_ratio": "process that imports torch / confined fork, wall",
    "cpu_ratio_vs_otter": "otter run / ours, CPU a submission",
    "jobs_ratio": "jobs 1 / jobs 2, wall a submission",
}


def figures(results: Results) -> list[Figure]:
    """All lines of the table."""
    found: list[Figure] = []
    for what, index in (("CPU", 1), ("wall", 0)):
        found += _graders(results, what, index)
    starts, again = results.start, results.regrade
    found += [Figure.of(f"start: {name}", "s", starts[key]) for key, name in STARTS.items()]
    found += [Figure.of(f"A1 {words}", "s", again[key]) for key, words in AGAIN.items()]
    found.append(Figure.of(KEYS["regrade_ratio"], "x", ratios(again["full"], again["changed"]), ">= 50"))
    found.append(Figure.of(KEYS["start_ratio"], "x", ratios(starts["import"], starts["fork"])))
    found.append(
        Figure.of("stock kernel with torch / confined fork, wall", "x", ratios(starts["kernel"], starts["fork"]))
    )
    found.append(
        Figure.of("peak memory of a worker beyond the shared parent", "MB", [m.worker for m in results.memory])
    )
    found.append(
        Figure.of("peak memory of the grader and its warm parent, once", "MB", [m.fixed for m in results.memory])
    )
    return found


STARTS = {
    "fork": "confined fork, first line run",
    "import": "process that imports torch",
    "kernel": "stock kernel that imports torch",
}

AGAIN = {"full": "in full, wall", "changed": "after one changed check, wall"}


def _graders(results: Results, what: str, index: int) -> list[Figure]:
    """Seconds a submission by grader, and their ratios; `index` tells wall from CPU in a `Use`."""
    took = {name: [use[index] for use in uses] for name, uses in results.uses.items()}
    many, some = results.many, results.some
    ours = [slope(1, a, many, b) for a, b in zip(took["ours one"], took["ours many"], strict=True)]
    stock = [slope(1, a, some, b) for a, b in zip(took["nbgrader one"], took["nbgrader some"], strict=True)]
    starts = [fixed(1, a, each) for a, each in zip(took["ours one"], ours, strict=True)]
    changed = [slope(0, a, many, b) for a, b in zip(starts, took["ours changed"], strict=True)]
    forced = [slope(0, a, many, b) for a, b in zip(starts, took["ours forced"], strict=True)]
    double = [slope(0, a, many, b) for a, b in zip(starts, took["ours jobs 2"], strict=True)]
    bare = [mean(each, what.lower()) for each in results.bare]
    peer = took.get("otter", [])
    why = "" if what == "wall" else "CPU is not counted here"
    no_peer = results.why_not.get("otter", why)
    nbgrader_starts = [fixed(1, a, each) for a, each in zip(took["nbgrader one"], stock, strict=True)]
    lines = [
        Figure.of(f"stock nbgrader, {what} a submission", "s", stock, why_not=why),
        Figure.of(f"otter run, {what} a submission", "s", peer, why_not=no_peer),
        Figure.of(f"ours, {what} a submission", "s", ours, why_not=why),
        Figure.of(f"bare, {what} a submission", "s", bare, why_not=why),
        Figure.of(f"ours again with --force, {what} a submission", "s", forced, why_not=why),
        Figure.of(f"ours after one changed check, {what} a submission", "s", changed, why_not=why),
        Figure.of(f"stock nbgrader, {what} before the first submission", "s", nbgrader_starts, why_not=why),
        Figure.of(f"ours, {what} before the first submission", "s", starts, why_not=why),
        Figure.of(f"stock nbgrader / ours, {what} a submission", "x", ratios(stock, ours), ">= 20", why),
        Figure.of(f"otter run / ours, {what} a submission", "x", ratios(peer, ours[: len(peer)]), "", no_peer),
        Figure.of(f"ours / bare, {what} a submission", "x", ratios(ours, bare), "<= 1.2", why),
        Figure.of(f"full regrade / one changed check, {what} a submission", "x", ratios(forced, changed), ">= 50", why),
    ]
    if what == "wall":
        lines.append(Figure.of(KEYS["jobs_ratio"], "x", ratios(forced, double)))
    return lines


def write(results: Results, meter: str, took: float, root: Path) -> str:
    """Write ``results.json`` and the block in ``docs/benchmarks.md``; return the table."""
    found = figures(results)
    by_name = {figure.name: figure for figure in found}
    about = about_run(results, meter, took)
    data: dict[str, Any] = {key: by_name[name].median for key, name in KEYS.items()}
    data |= {"about": about, "figures": {figure.name: figure.to_json() for figure in found}}
    (root / "benchmarks" / "results.json").write_text(json.dumps(data, indent=1) + "\n")
    text = f"{_sentence(about)}\n\n{table(found)}"
    page = root / "docs" / "benchmarks.md"
    page.write_text(replaced(page.read_text(), text))
    return text


def about_run(results: Results, meter: str, took: float) -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "command": "make bench",
        "seconds": round(took),
        "rounds": len(results.bare),
        "submissions": {"ours": [1, results.many], "stock nbgrader": [1, results.some]},
        "same marks by all": results.agree(),
        "cpu counted by": meter,
        "processors": len(os.sched_getaffinity(0)),
        "load average at the end": round(os.getloadavg()[1], 1),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("torch", "nbgrader")},
    }


def replaced(page: str, text: str) -> str:
    """A page with new text between its two marks."""
    head, _, rest = page.partition(BEGIN)
    _, found, tail = rest.partition(END)
    if not found:
        raise ValueError(f"the page has no block {BEGIN} ... {END}")
    return f"{head}{BEGIN}\n{text}\n{END}{tail}"


def _sentence(about: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    agree = "gave every submission the same marks" if about["same marks by all"] else "DID NOT give the same marks"
    return (
        f"`{about['command']}`: {about['rounds']} rounds in {about['seconds']} s on {about['processors']} processors "
        f"(load average over five minutes at the end {about['load average at the end']}), Python {about['python']}, "
        f"{versions}, one thread; processor time of all descendants by {about['cpu counted by']}. "
        f"All graders {agree}."
    )
