"""Plots as image tags with the SVG inside; told apart by pattern and label, not by colour alone."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

# text as outlines (no font needed), no formulas in names, the same bytes every time
_STYLE: Any = {"svg.fonttype": "path", "svg.hashsalt": "report", "text.parse_math": False, "font.size": 9}


def histogram(totals: pd.Series, highest: float) -> str:
    """Return the distribution of points in ten bins from 0 to ``highest``."""
    counts, edges = np.histogram(totals.clip(0, highest), bins=10, range=(0, max(highest, 1e-9)))
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.5, 2.6), layout="constrained")
        axes = figure.subplots()
        bars = axes.bar(edges[:-1], counts, width=np.diff(edges), align="edge", hatch="//",
                        facecolor="white", edgecolor="black")  # fmt: skip
        axes.bar_label(bars, [str(count) if count else "" for count in counts], padding=2)
        axes.axvline(float(totals.median()), color="black", linestyle="--", label="median")
        axes.set(xlabel="points", ylabel="students", xlim=(0, edges[-1]), ylim=(0, counts.max() * 1.25 + 0.5))
        axes.legend(frameon=False, loc="upper left")
        text = f"Histogram of points: median {totals.median():.1f} of {highest:g}; counts from low to high"
        return _image(figure, f"{text}: {', '.join(map(str, counts))}.")


def shares(passed: pd.Series) -> str:
    """Return the share of points earned in each exercise (index), a bar each."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.5, 0.6 + 0.24 * len(passed)), layout="constrained")
        axes = figure.subplots()
        bars = axes.barh(np.arange(len(passed)), passed.to_numpy() * 100, hatch="//",
                         facecolor="white", edgecolor="black")  # fmt: skip
        axes.bar_label(bars, [f"{share:.0%}" for share in passed], padding=3)
        axes.set_yticks(np.arange(len(passed)), list(passed.index))
        axes.set(xlabel="checks passed (% of those judged)", xlim=(0, 112))
        axes.invert_yaxis()
        text = ", ".join(f"{name} {share:.0%}" for name, share in passed.items())
        return _image(figure, f"Share of checks passed in each exercise: {text}.")


def _image(figure: Figure, text: str) -> str:
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None})
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(text)}">'
