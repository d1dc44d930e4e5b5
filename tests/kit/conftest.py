"""Figures are drawn without a screen."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import pytest


@pytest.fixture
def drawn() -> Iterator[None]:
    """Draw every figure that a test makes."""
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    plt.close("all")
    yield
    for number in plt.get_fignums():
        plt.figure(number).canvas.draw()
    plt.close("all")
