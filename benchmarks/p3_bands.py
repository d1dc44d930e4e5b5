"""Results of P3's trainings on the data that ships, over seeds: one Markdown table.

python benchmarks/p3_bands.py [--seeds 5] [--only GROUP]

One thread. The notebook's own training cells are run; the student's number, which seeds them, is another each time.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from typing import Any

from bands import Band, Results, main, run_cell
from notebook_names import Names, demonstration

from kit.logs import Clock

ORDER, TEXT, UNITS, PLAIN, LOOKING, RECURRENT, VIT = (
    demonstration("P3", words)
    for words in (
        "order_runs = {}",
        "text_cells, text_runs =",
        "unit_signals = {",
        "plain_net = Translator(",
        "looking_net = Translator(",
        "recurrent_rows, recurrent_histories =",
        "vit_designs = {",
    )
)
POOLS, WAYS = ("mean", "last"), ("residual", "no residual")
BANDS: dict[str, Band] = {  # that the notebook names
    **{f"{pool}, {way}: validation": (low, math.inf) for pool, low in (("mean", 0.22), ("last", 0.17)) for way in WAYS},
    "ViT, full: validation": (0.28, math.inf),
    "order task, gru: accuracy": (0.9, math.inf),
}


def trained(cell: Any, names: Names, seed: int) -> dict[str, float]:
    """Run a training cell as the student with this number; return CPU seconds by the label of each `timed` block."""
    seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def timed(label: str) -> Iterator[Clock]:
        clock, start = Clock(), time.process_time()
        yield clock
        clock.seconds = seconds[label] = time.process_time() - start

    names["timed"] = timed
    run_cell(cell, names, seed)
    return seconds


def judged(label: str, row: dict[str, float]) -> Results:
    """What the notebook's own table says of a run."""
    kept = {"training": "accuracy, training", "validation": "accuracy, validation", "CPU s": "seconds"}
    return {f"{label}: {name}": row[key] for name, key in kept.items()}


def recurrent(names: Names, seed: int) -> Iterator[Results]:
    """Four runs, and what the residual and the pooling add."""
    trained(RECURRENT, names, seed)
    found: Results = {}
    for run, row in names["recurrent_rows"].items():
        found |= judged(run, row)
    gains = [(f"the residual, {pool}", f"{pool}, {WAYS[0]}", f"{pool}, {WAYS[1]}") for pool in POOLS]
    gains += [(f"mean over last, {way}", f"mean, {way}", f"last, {way}") for way in WAYS]
    yield found | gained(found, gains)


def vit(names: Names, seed: int) -> Iterator[Results]:
    """Five runs, and what is lost with each part."""
    trained(VIT, names, seed)
    found: Results = {}
    for run, row in names["vit_rows"].items():
        found |= judged(f"ViT, {run}", row)
    gains = [
        ("positions", "ViT, full", "ViT, without positions"),
        ("four heads over one", "ViT, full, short", "ViT, one head, short"),
        ("CLS over mean pooling", "ViT, full, short", "ViT, mean pooling, short"),
    ]
    yield found | gained(found, gains)


def gained(found: Results, pairs: list[tuple[str, str, str]]) -> Results:
    """Differences of validation accuracy; each pair is a name, the run with and the run without."""
    return {
        f"gain of {what}": found[f"{one}: validation"] - found[f"{other}: validation"] for what, one, other in pairs
    }


def translation(names: Names, seed: int) -> Iterator[Results]:
    """Share of dates right to the last symbol, with the last state only and with attention."""
    for run, cell, net in (("last state only", PLAIN, "plain"), ("attention", LOOKING, "looking")):
        (seconds,) = trained(cell, names, seed).values()
        losses = names[f"{net}_losses"]
        yield {
            f"translation, {run}: exact": names["exact"](names[f"{net}_net"], names["date_test"]),
            f"translation, {run}: last loss": losses[-1],
            f"translation, {run}: CPU s": seconds,
        }


def order(names: Names, seed: int) -> Iterator[Results]:
    """The three cells on the order task."""
    seconds = trained(ORDER, names, seed)
    found: Results = {}
    for kind, run in names["order_runs"].items():
        found[f"order task, {kind}: accuracy"] = run["accuracy"][-1]
        found[f"order task, {kind}: CPU s"] = seconds[f"order task, {kind}"]
    yield found


def text(names: Names, seed: int) -> Iterator[Results]:
    """The next symbol, with the whole graph of a window and with a cut one; units of the first that can be read."""
    seconds = trained(TEXT, names, seed)
    runs, found = names["text_runs"], Results()
    for name, run in runs.items():
        found[f"next symbol, {name}: last loss"] = run["loss"][-1]
        found[f"next symbol, {name}: new text"] = run["new_loss"][-1]
        found[f"next symbol, {name}: CPU s"] = seconds[name]
    whole, cut = (run["new_loss"][-1] for run in runs.values())
    trained(UNITS, names, seed)
    units = {f"best unit for {what}: correlation": abs(r) for what, (_, r) in names["found_units"].items()}
    yield found | {"next symbol, new text: graph of 10 above 50": cut - whole} | units


GROUPS = (recurrent, vit, translation, order, text)

if __name__ == "__main__":
    main(__doc__, "P3", GROUPS, BANDS)
