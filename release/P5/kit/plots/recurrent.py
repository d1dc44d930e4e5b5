"""Figures on recurrent cells: gradients through time, hidden units over a text, learning rates.

Colours never stand alone: lines differ in style and marker, units in brightness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from kit.plots.segmentation import LINES, MARKS

SHOWN_BLANK, SHOWN_NEWLINE = "\N{MIDDLE DOT}", "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"
LINE_OF_TEXT = 64  # characters of a row of the figure


def plot_gradient_norms(norms: Mapping[str, Tensor]) -> Figure:
    """Draw the gradient's norm against the time step on a log axis, one line a cell.

    Parameters
    ----------
    norms
        For each name the norms (T,): entry t belongs to the state after step t (from 1 on). Zeros are left out.
    """
    figure, axes = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
    for number, (name, values) in enumerate(norms.items()):
        heights = values.detach().cpu().double().numpy()
        steps = np.arange(1, len(heights) + 1)
        axes.plot(
            steps,
            np.where(heights > 0, heights, np.nan),
            linestyle=LINES[number % len(LINES)],
            marker=MARKS[number % len(MARKS)],
            markersize=4,
            markevery=max(1, len(heights) // 12),
            label=name,
        )
    axes.set(xlabel="time step t", ylabel="norm of the gradient\nwith respect to state t", yscale="log")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return figure


def plot_hidden_units(text: str, states: Tensor, names: Sequence[str] | None = None) -> Figure:
    """Draw a text and below each of its lines the values of some units as shades of grey.

    Parameters
    ----------
    text
        T characters; blanks are shown as dots, ends of lines as arrows. About 200 fit.
    states
        float (T, K) in [-1, 1]: after having read each character. K at most 6 or so.
    names
        Of the K units; None: unit 0, 1, ...
    """
    values = states.detach().cpu().float().numpy()
    if len(text) != len(values):
        raise ValueError(f"{len(text)} characters, but {len(values)} states")
    units = values.shape[1]
    labels = list(names) if names else [f"unit {unit}" for unit in range(units)]
    starts = range(0, len(text), LINE_OF_TEXT)
    figure, axes = plt.subplots(
        len(starts), 1, figsize=(9, len(starts) * (0.3 + 0.2 * units) + 0.4), layout="constrained", squeeze=False
    )
    for axis, start in zip(axes[:, 0], starts, strict=True):
        part = values[start : start + LINE_OF_TEXT]
        shown = axis.imshow(part.T, cmap="gray", vmin=-1, vmax=1, aspect="auto")
        for place, symbol in enumerate(text[start : start + LINE_OF_TEXT]):
            drawn = {" ": SHOWN_BLANK, "\n": SHOWN_NEWLINE}.get(symbol, symbol)
            axis.text(place, -0.7, drawn, ha="center", va="bottom", fontsize=8, family="monospace", parse_math=False)
        axis.set(xlim=(-0.5, LINE_OF_TEXT - 0.5), xticks=[])
        axis.set_yticks(range(units), labels, fontsize=8)
        axis.spines[:].set_visible(False)
    axes[-1, 0].set_xlabel("character (the value is the one after reading it)", fontsize=9)
    figure.colorbar(shown, ax=axes[:, 0].tolist(), label="value", ticks=[-1, 0, 1], pad=0.01)
    return figure


def plot_learning_rate(rates: Sequence[float], warmup_steps: int = 0) -> Figure:
    """Draw the learning rate of each step (the first is step 0), and where the warm-up ends."""
    figure, axes = plt.subplots(figsize=(5, 2.6), layout="constrained")
    axes.plot(range(len(rates)), list(rates), color="black")
    if warmup_steps:
        end = warmup_steps - 1
        axes.axvline(end, linestyle=":", color="0.4", label=f"end of warm-up: step {end}")
    peak = int(np.argmax(rates))
    axes.plot([peak], [rates[peak]], "o", color="black", label=f"peak: {rates[peak]:.3g} in step {peak}")
    axes.set(xlabel="step", ylabel="learning rate", ylim=(0, 1.1 * max(rates)))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8)
    return figure


def plot_symbol_accuracy(shares: Mapping[str, Sequence[float]], symbols: Sequence[str]) -> Figure:
    """Draw the share of right symbols at each place of a translation, one line a net.

    Parameters
    ----------
    shares
        For each name one number a place.
    symbols
        What stands at the places, for the axis: "YYYY-MM-DD".
    """
    figure, axes = plt.subplots(figsize=(5.4, 2.6), layout="constrained")
    for (name, values), line, mark in zip(shares.items(), LINES, MARKS, strict=False):
        axes.plot(range(len(values)), list(values), linestyle=line, marker=mark, markersize=5, label=name)
    axes.set(xlabel="place in the date", ylabel="share of right symbols", ylim=(0, 1.05))
    axes.set_xticks(range(len(symbols)), list(symbols))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8)
    return figure
