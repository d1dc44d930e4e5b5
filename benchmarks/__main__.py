"""``make bench``: our grading against stock nbgrader, otter-grader and the bare cost, in one run.

Every comparison is made within one round, one after the other, and the rounds are repeated: other load on the machine
falls on both sides. What a submission costs is a slope between classes of two sizes, so that start costs stand apart.

python -m benchmarks [--rounds 3] [--no-otter]
prints the table, writes benchmarks/results.json and the marked block of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks import otter, report
from benchmarks.commands import Bench
from benchmarks.light import ROOT
from benchmarks.meter import find_meter
from benchmarks.rounds import Results, run_rounds

MANY, SOME = 13, 3


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-otter", action="store_true", help="install nothing")
    chosen = options.parse_args()
    start = time.perf_counter()
    meter = find_meter()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        bench = Bench.at(Path(folder), meter, MANY, SOME)
        results: Results = run_rounds(bench, Path(folder), chosen.rounds, None if chosen.no_otter else otter.install)
    took = time.perf_counter() - start
    print(report.write(results, meter.how, took, ROOT))


if __name__ == "__main__":
    main()
