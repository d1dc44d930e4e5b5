"""Where a class of 50,000 saturates: a simulation of 1 to 512 workers, fed with measured costs.

python -m benchmarks.saturation [--measure [--db URL]] [--jobs 50000]
writes benchmarks/results_saturation.json and the marked block of docs/scale.md. --measure measures first what a
submission costs the grader's process (`benchmarks.writer`), with SQLite and with the PostgreSQL database at URL.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.commands import plain
from benchmarks.light import ROOT
from benchmarks.simulate import Costs, Simulated, simulate

BEGIN, END = "<!-- benchmarks.saturation: begin -->", "<!-- benchmarks.saturation: end -->"
RESULTS = ROOT / "benchmarks" / "results_saturation.json"
WORKERS = [2**power for power in range(10)]
WIRE = 125e6
"""Bytes a second: a gigabit."""
SCHEDULE = 1e-3
"""Seconds of the scheduler a job, where none were measured: what dask's documentation says."""


def main() -> None:
    """Measure if told to, simulate, print and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--measure", action="store_true")
    options.add_argument("--db", default="", help="an empty PostgreSQL database on this machine")
    options.add_argument("--jobs", type=int, default=50_000)
    chosen = options.parse_args()
    kept: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}
    if chosen.measure:
        kept["measured"] = {"SQLite": writer()} | ({"PostgreSQL": writer(chosen.db)} if chosen.db else {})
    cases = cases_of(kept["measured"], read("results.json"), read("results_scale.json"))
    runs = {name: {str(n): simulate(costs, chosen.jobs, n) for n in WORKERS} for name, costs in cases.items()}
    kept |= {
        "jobs": chosen.jobs,
        "costs": {name: vars(costs) for name, costs in cases.items()},
        "runs": {name: {n: vars(one) for n, one in each.items()} for name, each in runs.items()},
    }
    text = page(cases, {name: {int(n): one for n, one in each.items()} for name, each in runs.items()}, chosen.jobs)
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    write_block(ROOT / "docs" / "scale.md", text)
    print(text)


def writer(db_url: str = "") -> dict[str, float]:
    """What a submission costs the grader's process, measured in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.writer", *(["--db", db_url] if db_url else [])]
    found: dict[str, float] = json.loads(plain(words, ROOT).splitlines()[-1])
    return found


def read(name: str) -> dict[str, Any]:
    """A file of measured figures; empty where it was not made."""
    path = ROOT / "benchmarks" / name
    found: dict[str, Any] = json.loads(path.read_text()) if path.is_file() else {}
    return found


def cases_of(measured: dict[str, dict[str, float]], bench: dict[str, Any], scale: dict[str, Any]) -> dict[str, Costs]:
    """What is simulated: a light notebook with each gradebook, and A1."""
    runs = scale.get("runs", {}).get("1", [])
    schedule = min((one["cpu_scheduler"] for one in runs), default=SCHEDULE)
    gap = min((one["overhead"] for one in runs), default=0.0)
    total = bench["figures"]["ours, CPU a submission"]["median"]
    sqlite = measured["SQLite"]
    light = total - sqlite["prepare"] - sqlite["write"]
    heavy = bench["figures"]["A1 in full, wall"]["median"]

    def costs(work: float, of: dict[str, float]) -> Costs:
        wire = (of["bytes_out"] + of["bytes_back"]) / WIRE
        return Costs(work, of["prepare"], of["write"] + of["write_server"], schedule, wire, gap)

    found = {f"a light notebook, {name}": costs(light, of) for name, of in measured.items()}
    return found | {"A1, SQLite": costs(heavy, sqlite)}


def page(cases: dict[str, Costs], runs: dict[str, dict[int, Simulated]], jobs: int) -> str:
    """The tables."""
    lines = [
        "| seconds a submission | worker | grader: read and plan | grader: write | scheduler | network | full at |"
    ]
    lines.append("|---|---|---|---|---|---|---|")
    for name, one in cases.items():
        parts = (one.work, one.prepare, one.write, one.schedule, one.wire)
        cells = " | ".join(f"{seconds:.3g}" for seconds in parts)
        lines.append(f"| {name} | {cells} | {one.bottleneck}, {one.enough:.3g} workers |")
    lines += ["", f"{jobs:,} submissions:", ""]
    lines.append("| workers | " + " | ".join(f"{name}: hours | of linear | grader busy" for name in cases) + " |")
    lines.append("|---" * (1 + 3 * len(cases)) + "|")
    for workers in WORKERS:
        row = [str(workers)]
        for name in cases:
            one, single = runs[name][workers], runs[name][1]
            linear = single.seconds / workers / one.seconds
            row += [f"{one.seconds / 3600:.3g}", f"{linear:.0%}", f"{one.busy['the grader']:.0%}"]
        lines.append("| " + " | ".join(row) + " |")
    off = max(one.seconds / cases[name].bound(jobs, n) - 1 for name, each in runs.items() for n, one in each.items())
    lines += ["", f"No run is more than {off:.1%} above the bound of the most loaded station (utilisation law)."]
    return "\n".join(lines)


def write_block(path: Path, text: str) -> None:
    """Replace the marked block of a document."""
    before, begin, rest = path.read_text().partition(BEGIN)
    assert begin, f"{path} has no block for this"
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
