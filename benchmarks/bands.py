"""Results of trainings over seeds as one Markdown table, beside the bands that the notebook names."""

from __future__ import annotations

import math
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import numpy as np
from notebook_names import Names

Results = dict[str, float]
Group = Callable[[Names, int], Iterator[Results]]
Band = tuple[float, float]


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
