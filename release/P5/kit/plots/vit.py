"""Figures of attention as a table of numbers."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from torch import Tensor


def plot_weight_tables(tables: Mapping[str, Tensor]) -> Figure:
    """Draw attention weights (N, M), one named table beside the other, in shades of one scale."""
    figure, axes = plt.subplots(1, len(tables), figsize=(2.7 * len(tables) + 0.6, 2.7), layout="constrained")
    panels = [axes] if len(tables) == 1 else list(axes)
    largest = max(float(table.max()) for table in tables.values())
    for place, (name, table) in zip(panels, tables.items(), strict=True):
        shown = place.imshow(table.detach().cpu().numpy(), cmap="gray_r", vmin=0, vmax=largest)
        place.set_title(name, fontsize=10)
        place.set(xlabel="key")
        for axis in (place.xaxis, place.yaxis):
            axis.set_major_locator(MaxNLocator(5, integer=True))
    panels[0].set(ylabel="query")
    figure.colorbar(shown, ax=panels, label="weight", shrink=0.9)
    return figure
