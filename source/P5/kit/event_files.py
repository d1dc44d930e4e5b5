"""Read back what TensorBoard's writer, or the one in its place, has written; without a viewer."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pandas as pd

Series = list[tuple[int, float]]


def read_scalars(folder: str | Path) -> dict[str, Series]:
    """Read all numbers of the event files in a folder, or of its ``scalars.csv`` (`kit.logs.FallbackWriter`).

    Parameters
    ----------
    folder
        As given to `SummaryWriter`.

    Returns
    -------
    dict
        For each tag the pairs (step, value) in the order of their steps; equal steps in the order of writing.

    Raises
    ------
    ImportError
        TensorBoard is not installed.
    """
    table = Path(folder) / "scalars.csv"
    if table.is_file():
        rows = pd.read_csv(table)
        return {str(tag): list(zip(one.step, one.value, strict=True)) for tag, one in rows.groupby("tag", sort=False)}
    reading: Any = importlib.import_module("tensorboard.backend.event_processing.event_file_loader")
    found: dict[str, Series] = {}
    for file in sorted(Path(folder).glob("events.out.tfevents.*")):
        for event in reading.EventFileLoader(str(file)).Load():
            for one in event.summary.value:
                if len(one.tensor.float_val) == 1:
                    found.setdefault(one.tag, []).append((int(event.step), float(one.tensor.float_val[0])))
    return {tag: sorted(pairs, key=lambda pair: pair[0]) for tag, pairs in found.items()}
