"""Torch's own cells in place of the student's: `torch_cells()` for ``make_cell``, `known(kind, weights)` for one."""

from __future__ import annotations

from torch import nn

from kit.probes.recurrent import KINDS, known, torch_cells
from kit.student import probe

__all__ = ["count", "known", "torch_cells"]


@probe
def count(net: nn.Module) -> int:
    """Return how many different cells of these `net` holds."""
    return sum(isinstance(one, tuple(KINDS.values())) for one in net.modules())
