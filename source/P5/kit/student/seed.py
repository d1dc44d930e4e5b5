"""Random numbers from a seed, on every device that there is."""

from __future__ import annotations

from functools import cache

import torch


def seed_torch(seed: int) -> None:
    """`torch.manual_seed`; where there is no GPU without the notes, a stack trace each, that it takes for one."""
    if _has_gpu():
        torch.manual_seed(seed)
    else:
        torch.default_generator.manual_seed(seed)


@cache
def _has_gpu() -> bool:
    return torch.cuda.is_available()
