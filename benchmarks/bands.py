"""Results of trainings over seeds as one Markdown table, beside the bands that the notebook names."""

from __future__ import annotations

import argparse
import contextlib
import io
import math
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import matplotlib as mpl
import numpy as np
import torch
from matplotlib import pyplot as plt
from notebook_names import ASSIGNMENTS, Names, definitions

from kit.logs import SilentWriter

Results = dict[str, float]
Group = Callable[[Names, int], Iterator[Results]]
Band = tuple[float, float]


def main(
    about: str | None,
    notebook: str,
    groups: Sequence[Group],
    bands: Mapping[str, Band],
    certain: Collection[Group] = (),
    taken: Collection[str] = frozenset(),
) -> None:
    """Print the table of a notebook, as the command line asks.

    Parameters
    ----------
    about
        Text of the help.
    notebook
        Its id; its data and models lie in the folder where the groups run.
    taken
        See `notebook_names.definitions`.
    """
    options = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5)
    options.add_argument("--only", default="", metavar="GROUP", help=", ".join(one.__name__ for one in groups))
    asked = options.parse_args()
    os.environ |= {"KIT_BUDGET": "demo", "KIT_DATA": "offline"}
    mpl.use("agg")
    torch.set_num_threads(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(plt, "show"),
        mock.patch("kit.logs.open_writer", return_value=SilentWriter()),
    ):
        for part in ("data", "models"):
            if (ASSIGNMENTS / notebook / part).is_dir():
                shutil.copytree(ASSIGNMENTS / notebook / part, Path(folder) / part)
        os.chdir(folder)
        with contextlib.redirect_stdout(io.StringIO()):
            names = definitions(notebook, set(taken))
        chosen = [one for one in groups if one.__name__ == asked.only or not asked.only]
        for line in table(names, chosen, asked.seeds, bands, certain):
            print(line, flush=True)


def run_cell(cell: Any, names: Names, seed: int) -> None:
    """Run a cell as the student with this number; figures, bars and printed lines are dropped."""
    names["student_number"] = seed
    dropped = io.StringIO()
    with contextlib.redirect_stdout(dropped), contextlib.redirect_stderr(dropped):
        exec(cell, names)
    plt.close("all")


def table(
    names: Names, groups: Iterable[Group], seeds: int, bands: Mapping[str, Band], certain: Collection[Group]
) -> Iterator[str]:
    """Measure and give the lines of the table; each run is told on the error stream as it ends.

    Parameters
    ----------
    names
        What the notebook defines.
    groups
        Each yields the results of its runs, given the names and a seed.
    bands
        Lowest and highest value, by row; may be infinite.
    certain
        Groups with no chance in them: run once.
    """
    yield "| | mean | min | max | seeds | CPU s of a run | band |"
    yield "|---|---|---|---|---|---|---|"
    for group in groups:
        values, seconds = defaultdict(list), defaultdict(list)
        count = None if group in certain else seeds
        for seed in range(count or 1):
            start = time.process_time()
            for results in group(names, seed):
                spent = time.process_time() - start
                print(f"seed {seed}, {spent:.1f} CPU s:", results, file=sys.stderr, flush=True)
                for name, value in results.items():
                    values[name].append(value)
                    seconds[name].append(spent)
                start = time.process_time()
        for name, found in values.items():
            spread = " | ".join(shown(one) for one in (float(np.mean(found)), min(found), max(found)))
            held = inside(found, bands[name]) if name in bands else ""
            yield f"| {name} | {spread} | {count or '-'} | {np.median(seconds[name]):.1f} | {held} |"


def shown(value: float) -> str:
    """Four decimals, or two digits of a small number."""
    return f"{value:.4f}" if abs(value) >= 1e-3 or value == 0 else f"{value:.1e}"


def inside(found: list[float], band: Band) -> str:
    """The band, and whether some run left it."""
    low, high = band
    text = (
        f"at most {high:g}" if low == -math.inf else f"at least {low:g}" if high == math.inf else f"{low:g} to {high:g}"
    )
    return text + ("" if low <= min(found) and max(found) <= high else ", **outside**")
