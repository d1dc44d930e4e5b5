"""A picture of the patterns in which sequences go in and out of a recurrent network."""

from __future__ import annotations

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

SIZE = 0.62  # side of a box; steps and rows are 1 apart
PATTERNS: dict[str, tuple[int, tuple[int, ...], tuple[int, ...]]] = {
    "one-to-many\n(captions)": (3, (0,), (0, 1, 2)),
    "many-to-one\n(classes)": (3, (0, 1, 2), (2,)),
    "aligned many-to-many\n(next symbol)": (3, (0, 1, 2), (0, 1, 2)),
    "encoder and decoder\n(translation)": (5, (0, 1, 2), (3, 4)),
}
"""For each name: steps, steps with an input, steps with an output."""


def plot_patterns() -> Figure:
    """Draw the four patterns side by side: inputs below, states in the middle, outputs above."""
    widths = [steps for steps, _, _ in PATTERNS.values()]
    figure, places = plt.subplots(
        1, len(PATTERNS), figsize=(0.62 * sum(widths), 2.1), width_ratios=widths, layout="constrained"
    )
    for place, (name, (steps, inputs, outputs)) in zip(places, PATTERNS.items(), strict=True):
        for step in range(steps):
            _box(place, step, 1, "h", "0.8")
            if step:
                _arrow(place, (step - 1, 1), (step, 1))
        for step in inputs:
            _box(place, step, 0, "x", "white")
            _arrow(place, (step, 0), (step, 1))
        for step in outputs:
            _box(place, step, 2, "y", "white")
            _arrow(place, (step, 1), (step, 2))
        place.set(xlim=(-0.6, steps - 0.4), ylim=(-0.5, 2.5), aspect="equal")
        place.set_title(name, fontsize=9)
        place.axis("off")
    return figure


def _box(place: Axes, step: float, row: float, letter: str, colour: str) -> None:
    corner = step - SIZE / 2, row - SIZE / 2
    place.add_patch(FancyBboxPatch(corner, SIZE, SIZE, "round,pad=0,rounding_size=0.12", facecolor=colour))
    place.text(step, row, letter, ha="center", va="center", style="italic", fontsize=11)


def _arrow(place: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    gap = SIZE / 2
    right, up = end[0] - start[0], end[1] - start[1]
    tail, tip = (start[0] + gap * right, start[1] + gap * up), (end[0] - gap * right, end[1] - gap * up)
    place.annotate("", tip, tail, arrowprops={"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0})
