"""Figures of two networks against each other, of inversion, and of attacks on a classifier."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from kit.plots.mosaic import draw_grid, grid

STYLES = ("-", "--", "-.", ":")
MARKS = ("o", "s", "^", "x")
ENLARGED = 10  # times, the perturbation of an attack
SMOOTH = 15  # steps of a running mean


def plot_gan_losses(d_losses: Sequence[float], g_losses: Sequence[float]) -> Figure:
    """Draw the losses of discriminator and generator step by step (pale) and their running means.

    The dotted lines mark what a discriminator loses that gives logit 0 to everything: 2 log 2 and log 2.
    """
    figure, axes = plt.subplots(figsize=(6.4, 2.9), layout="constrained")
    for name, losses, style, color, level in (
        ("D", d_losses, "-", "C0", 2 * math.log(2)),
        ("G", g_losses, "--", "C1", math.log(2)),
    ):
        values = np.asarray(losses, dtype=float)
        axes.plot(range(1, len(values) + 1), values, color=color, alpha=0.25, linewidth=0.8)
        mean, first = _running(values)
        label = name if len(mean) == len(values) else f"{name}, mean of {SMOOTH} steps"
        axes.plot(range(first, first + len(mean)), mean, style, color=color, label=label)
        axes.axhline(level, linestyle=":", color=color, linewidth=1)
        axes.annotate(f"{name}: all logits 0", (1, level), (3, 2), textcoords="offset points", fontsize=7)
    axes.set(xlabel="step", ylabel="loss")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8)
    return figure


def plot_inversion(targets: Tensor, results: Tensor) -> Figure:
    """Draw targets, what the generator makes of the found latents, and the size of the difference.

    Parameters
    ----------
    targets, results
        (N, C, S, S) in [0, 1]; the mean squared error stands below.
    """
    targets, results = (images.detach().cpu().float() for images in (targets, results))
    difference = (results - targets).abs()
    errors = (results - targets).square().flatten(1).mean(1).tolist()
    together = torch.stack([targets, results, difference])
    figure, axes = grid(together)
    draw_grid(axes, together, ["target", "result", "|difference|"], below=[f"{error:.3f}" for error in errors])
    axes.set_xlabel("mean squared error", fontsize=9)
    return figure


def plot_inversion_losses(histories: Sequence[Sequence[float]]) -> Figure:
    """Draw the loss of the search against its step, one line a start."""
    figure, axes = plt.subplots(figsize=(4.8, 2.7), layout="constrained")
    for number, history in enumerate(histories, 1):
        style, mark = STYLES[(number - 1) % len(STYLES)], MARKS[(number - 1) % len(MARKS)]
        every = max(1, len(history) // 8)
        axes.plot(history, linestyle=style, marker=mark, markevery=every, markersize=4, label=f"start {number}")
    axes.set(xlabel="step", ylabel="mean squared error", ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8)
    return figure


def plot_attack(clean: Tensor, attacked: Tensor, before: Sequence[str], after: Sequence[str]) -> Figure:
    """Draw clean images, the perturbation enlarged 10 times (grey is 0), and attacked images.

    Parameters
    ----------
    clean, attacked
        (N, C, S, S) in [0, 1].
    before, after
        What the classifier says to the clean and to the attacked images; stands above and below.
    """
    clean, attacked = (images.detach().cpu().float() for images in (clean, attacked))
    together = torch.stack([clean, 0.5 + ENLARGED * (attacked - clean), attacked])
    figure, axes = grid(together, side=0.9)
    rows = ["clean", f"perturbation\n{ENLARGED} times", "attacked"]
    draw_grid(axes, together, rows, columns=before, below=after)
    return figure


def plot_attack_accuracy(strengths: Sequence[float], accuracies: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the accuracy under attack against eps, one line a classifier."""
    figure, axes = plt.subplots(figsize=(4.8, 2.7), layout="constrained")
    for (name, values), style, mark in zip(accuracies.items(), STYLES, MARKS, strict=False):
        axes.plot(strengths, values, linestyle=style, marker=mark, label=name)
    axes.set(xlabel="eps, in units of the pixel range", ylabel="accuracy", ylim=(-0.03, 1.03))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(fontsize=8)
    return figure


def plot_success(table: Tensor, names: Sequence[str]) -> Figure:
    """Draw shares (K, K) of successful targeted attacks in per cent, rows true, columns targets; nan hatched."""
    values = table.detach().cpu().double().numpy()
    count = len(names)
    figure, axes = plt.subplots(figsize=(0.55 * count + 1.4, 0.42 * count + 1.2), layout="constrained")
    axes.set_facecolor("0.85")
    picture = axes.imshow(np.ma.masked_invalid(values), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(count, count):
        value = float(values[row, column])
        if math.isnan(value):
            axes.fill_between(
                [column - 0.5, column + 0.5], row - 0.5, row + 0.5, facecolor="none", hatch="//", edgecolor="0.6"
            )
        else:
            shade = "white" if value > 0.6 else "black"
            axes.text(column, row, f"{100 * value:.0f}", ha="center", va="center", fontsize=8, color=shade)
    axes.set(xlabel="target of the attack", ylabel="true class")
    axes.set_xticks(range(count), names, rotation=30, ha="right", fontsize=8)
    axes.set_yticks(range(count), names, fontsize=8)
    figure.colorbar(picture, label="share of successful attacks")
    return figure


def _running(values: np.ndarray) -> tuple[np.ndarray, int]:
    """Mean of `SMOOTH` neighbours (fewer values: all as they are), and the step of the first."""
    if len(values) < 2 * SMOOTH:
        return values, 1
    return np.convolve(values, np.full(SMOOTH, 1 / SMOOTH), mode="valid"), 1 + SMOOTH // 2
