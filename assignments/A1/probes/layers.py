"""Random generators on the student's side."""

from __future__ import annotations

import torch

from kit.student.probe import probe


@probe
def generator(seed: int) -> torch.Generator:
    """Return a fresh generator; equal seeds give equal generators."""
    return torch.Generator().manual_seed(seed)
