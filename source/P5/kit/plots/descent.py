"""Figures of part 1 of A1: descent paths, tangents, errors of differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib.pyplot as plt
import torch
from matplotlib.figure import Figure
from torch import Tensor

Function = Callable[[Tensor], Tensor]

MARKERS = "osD^vPX*"
LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


def draw_function(f: Function, lo: float = -6.0, hi: float = 6.0, holes: Sequence[float] = ()) -> Figure:
    """Draw the elementwise `f` from `lo` to `hi`, with an open circle at each x where it is not defined."""
    figure, ax = plt.subplots(figsize=(6, 2.4), layout="constrained")
    grid = torch.linspace(lo, hi, 601, dtype=torch.float64)
    ax.plot(grid, f(grid))
    for hole in holes:
        beside = f(torch.tensor([hole - 1e-3, hole + 1e-3], dtype=torch.float64)).mean()
        ax.plot([hole], [float(beside)], "o", markersize=7, markerfacecolor="white", color="C0")
        ax.annotate("undefined", (hole, float(beside)), (0, 9), textcoords="offset points", ha="center")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    return figure


def draw_paths(f: Function, runs: Mapping[tuple[float, float], tuple[Tensor, Tensor]]) -> Figure:
    """Draw descents, one row per learning rate: the way along `f`, and loss against iteration.

    Parameters
    ----------
    runs
        ``{(start, rate): (xs, losses)}``, both (n,). A run without any finite loss is a cross.
    """
    rates = list(dict.fromkeys(rate for _, rate in runs))
    starts = list(dict.fromkeys(start for start, _ in runs))
    figure, axes = plt.subplots(
        len(rates), 2, figsize=(9, 2.5 * len(rates) + 0.4), squeeze=False, layout="constrained", sharex="col"
    )
    grid = torch.linspace(-6, 6, 601, dtype=torch.float64)
    top = float(f(grid).nan_to_num(nan=-torch.inf).max())
    for (way, curve), rate in zip(axes, rates, strict=True):
        way.plot(grid, f(grid), color="0.7", zorder=0)
        for number, start in enumerate(starts):
            if (start, rate) not in runs:
                continue
            xs, losses = (values.detach() for values in runs[start, rate])
            style = {"color": f"C{number}", "marker": MARKERS[number % len(MARKERS)]}
            label = f"start {start:g}"
            if not bool(losses.isfinite().any()):
                way.plot([start], [top], **(style | {"marker": "x"}), linestyle="none", label=f"{label}: nan")
                curve.plot([], [], **(style | {"marker": "x"}), linestyle="none", label=f"{label}: nan")
                continue
            way.plot(xs, losses, **style, markersize=3.5, linewidth=0.8, alpha=0.8)
            way.plot(xs[:1], losses[:1], **style, markersize=8, linestyle="none")
            line = LINES[number % len(LINES)]
            every = max(1, len(losses) // 8)
            curve.plot(losses, **style, linestyle=line, markersize=5, markevery=every, label=label)
        way.set_title(f"rate {rate:g}: the way (large mark: start)", fontsize=10)
        way.set_ylabel("f(x)")
        curve.set_title(f"rate {rate:g}: loss", fontsize=10)
        curve.set_ylabel("loss")
    axes[-1][0].set_xlabel("x")
    axes[-1][1].set_xlabel("iteration")
    handles, labels = axes[0][1].get_legend_handles_labels()
    figure.legend(handles, labels, fontsize=9, loc="outside lower center", ncols=len(labels))
    return figure


def draw_tangents(f: Function, points: Tensor, slopes: Tensor, length: float = 0.9) -> Figure:
    """Draw `f` and a piece of its tangent at each of the `points` (N,), with the given `slopes` (N,)."""
    figure, ax = plt.subplots(figsize=(6, 2.8), layout="constrained")
    grid = torch.linspace(-6, 6, 601, dtype=torch.float64)
    ax.plot(grid, f(grid), color="0.6", label="f")
    values = f(points)
    for x, y, slope in zip(points.tolist(), values.tolist(), slopes.tolist(), strict=True):
        half = length / 2 / (1 + slope**2) ** 0.5
        ax.plot([x - half, x + half], [y - half * slope, y + half * slope], color="C3", linewidth=1.8)
    ax.plot(points, values, "o", color="C3", markersize=5, label="point and tangent")
    ax.set_xlabel("x")
    ax.set_ylabel("f(x)")
    ax.legend(fontsize=8)
    return figure


def draw_difference_errors(errors: Mapping[str, Mapping[float, float]]) -> Figure:
    """Draw relative errors of difference quotients against their width h, both axes logarithmic.

    `errors` maps the name of a rule to ``{h: error}``; an error of exactly 0 has no place and is left out.
    """
    figure, ax = plt.subplots(figsize=(5, 3), layout="constrained")
    for number, (name, by_width) in enumerate(errors.items()):
        shown = {h: error for h, error in by_width.items() if error > 0}
        style = {"marker": MARKERS[number], "linestyle": LINES[number], "markersize": 5}
        ax.loglog(list(shown), list(shown.values()), **style, label=name)
    ax.set_xlabel("h")
    ax.set_ylabel("relative error")
    ax.grid(alpha=0.3)
    ax.legend(fontsize=9)
    return figure
