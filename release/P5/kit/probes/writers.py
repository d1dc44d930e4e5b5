"""A writer with the calls of TensorBoard's `SummaryWriter` that remembers them, for checks of logging."""

from __future__ import annotations

from typing import Any

import torch

from kit.student.probe import probe

Call = dict[str, Any]


class Recorder:
    """Remembers its calls in order; refuses images whose axes do not fit their format, as TensorBoard does.

    Attributes
    ----------
    calls
        For each call ``method``; for numbers and images also ``tag``, ``step``, ``value`` and ``type``, the name of
        the value's class; for images ``format`` and ``graph``, whether a gradient could flow.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        new_style: bool = False,
        double_precision: bool = False,
    ) -> None:
        """Record a number."""
        kind = "float" if isinstance(scalar_value, float) else type(scalar_value).__name__
        number = scalar_value.item() if isinstance(scalar_value, torch.Tensor) else scalar_value
        call = {"method": "add_scalar", "tag": tag, "step": global_step, "type": kind, "value": float(number)}
        self.calls.append(call)

    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """Record one image."""
        self._images("add_image", tag, img_tensor, global_step, dataformats)

    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: int | None = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """Record a batch of images."""
        self._images("add_images", tag, img_tensor, global_step, dataformats)

    def flush(self) -> None:
        """Record that it was called."""
        self.calls.append({"method": "flush"})

    def close(self) -> None:
        """Record that it was called."""
        self.calls.append({"method": "close"})

    def _images(self, method: str, tag: str, images: Any, step: int | None, form: str) -> None:
        value = torch.as_tensor(images)
        if value.dim() != len(form):
            raise ValueError(f"{method} got {value.dim()} axes for the format {form}")
        kept = value.detach().cpu().clone()
        entry = {"method": method, "tag": tag, "step": step, "type": type(images).__name__, "value": kept}
        self.calls.append(entry | {"format": form, "graph": value.requires_grad})


@probe
def recorder() -> Recorder:
    """Return a writer that remembers."""
    return Recorder()


@probe
def calls(writer: Recorder) -> list[Call]:
    """Return what was recorded."""
    return list(writer.calls)
