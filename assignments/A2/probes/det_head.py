"""Beside the student's head: what goes into its convolution and what comes out."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from kit.student.probe import probe


@probe
def into_conv(head: nn.Module, x: Tensor) -> list[Tensor]:
    """Return the inputs of `head.conv` during ``head(x)``, one for each call."""
    seen: list[Tensor] = []

    def note(_: nn.Module, inputs: tuple[Any, ...]) -> None:
        seen.append(inputs[0].detach())

    handle = head.conv.register_forward_pre_hook(note)  # type: ignore[union-attr,operator]
    try:
        head(x)
    finally:
        handle.remove()
    return seen
