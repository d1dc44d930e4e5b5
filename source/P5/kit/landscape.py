"""The function that part 1 of A1 descends, and two helpers around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import torch
from torch import Tensor


def landscape(x: Tensor) -> Tensor:
    """Two valleys, flat tails and a hole: elementwise, any shape, dtype of `x`.

    ``-1.5/(1+((x+1.2)/0.9)^2) - 0.8/(1+((x-1.25)/0.75)^2) + 0.35 sin(1.2x)/(1.2x)``

    The global minimum lies near -1.231 (value -1.329), a local one near 1.264 (-0.746), the barrier between
    them near 0.254. At 0 the last term is 0/0: value and gradient are nan there, on purpose.
    """
    left = -1.5 / (1 + ((x + 1.2) / 0.9) ** 2)
    right = -0.8 / (1 + ((x - 1.25) / 0.75) ** 2)
    return left + right + 0.35 * torch.sin(1.2 * x) / (1.2 * x)


def global_minimum(f: Callable[[Tensor], Tensor], lo: float = -6.0, hi: float = 6.0) -> float:
    """Return the x of 24,001 points in [lo, hi] at which the elementwise `f` is lowest; nan is ignored."""
    x = torch.linspace(lo, hi, 24_001, dtype=torch.float64)
    y = f(x).detach()
    return float(x[y.nan_to_num(nan=torch.inf).argmin()])


def to_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a table with one line per dict; ``None`` stays ``None`` and whole numbers stay whole."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name) for row in rows] for name in names}
    return pd.DataFrame({k: pd.Series(v, dtype=object if None in v else None) for k, v in columns.items()})
