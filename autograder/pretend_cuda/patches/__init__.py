"""Everything around the tensors that is replaced while the mode is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.pretend_cuda import amp
from autograder.pretend_cuda.patches import backward, modules, storage, surface
from autograder.pretend_cuda.undo import Undo

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda


def install(mode: PretendCuda, undo: Undo) -> None:
    """Make torch believe in the devices of `mode`."""
    for part in (surface, backward, modules, amp, storage):
        part.install(mode, undo)


__all__ = ["install"]
