"""Is what is checked what stands in the notebook? Says so only where the saved file proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kit.runs import Made, Runs
from kit.saved import SavedCell, bound, same_code


def stale(names: Iterable[str], cells: Sequence[SavedCell], runs: Runs | None) -> list[str]:
    """Return one line for each of `names` that does not come from its cell as it is saved.

    Silent where nothing is known: cells that ran before `load()`, a notebook that was not saved since, a file that
    cannot be found. Comments and layout do not count.
    """
    if runs is None:
        return []
    now, lines = runs.stamp_now(), []
    for name in names:
        run = runs.made.get(name)
        if name in runs.failed:
            lines.append(f"{name}: its cell ended in an error when it ran last; what is checked is the one before")
        elif run is not None and run.saved is not None and run.saved != now:
            lines += _compare(name, run, [cell for cell in cells if cell.kind == "code" and name in bound(cell.source)])
    return lines


def _compare(name: str, run: Made, cells: list[SavedCell]) -> list[str]:
    answers = [cell for cell in cells if cell.solution] or cells
    if not answers or any(same_code(cell.source, run.text) for cell in answers):
        return []
    other = next((cell for cell in cells if same_code(cell.source, run.text)), None)
    if other is not None:
        return [f"{name}: what is checked was made by {other.label}, not by {answers[0].label}; run that one again"]
    return [f"{name}: {answers[0].label} was edited after it ran last; run it again (Shift+Enter), then check"]
