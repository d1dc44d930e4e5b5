"""Functions of earlier exercises in a given version, from torchvision, and what of torchvision the student uses.

The exercises forbid `torchvision.ops`, so these tell a student nothing that is not installed beside them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import torch
from torch import Tensor
from torchvision import ops

from kit.student.probe import probe


def _floating(boxes: Tensor) -> Tensor:
    return boxes if boxes.is_floating_point() else boxes.to(torch.float32)


def _converter(before: str, after: str) -> Callable[[Tensor], Tensor]:
    return lambda boxes: ops.box_convert(_floating(boxes), before, after)


def _clip_boxes(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    return ops.clip_boxes_to_image(_floating(boxes), size)


def _box_iou(a: Tensor, b: Tensor) -> Tensor:
    return ops.box_iou(a, b).nan_to_num(0.0)


def _encode_boxes(boxes: Tensor, anchors: Tensor) -> Tensor:
    from torchvision.models.detection._utils import BoxCoder

    to_corners = _converter("cxcywh", "xyxy")
    deltas: Tensor = BoxCoder((1.0, 1.0, 1.0, 1.0)).encode_single(to_corners(boxes), to_corners(anchors))
    return deltas


@probe
def xyxy_to_cxcywh() -> Callable[[Tensor], Tensor]:
    """Return `xyxy_to_cxcywh`."""
    return _converter("xyxy", "cxcywh")


@probe
def cxcywh_to_xyxy() -> Callable[[Tensor], Tensor]:
    """Return `cxcywh_to_xyxy`."""
    return _converter("cxcywh", "xyxy")


@probe
def clip_boxes() -> Callable[..., Tensor]:
    """Return `clip_boxes`."""
    return _clip_boxes


@probe
def box_iou() -> Callable[..., Tensor]:
    """Return `box_iou`."""
    return _box_iou


@probe
def encode_boxes() -> Callable[..., Tensor]:
    """Return `encode_boxes`."""
    return _encode_boxes


class Watch:
    """Notes which of torchvision's functions run, until `stop` is called.

    What torchvision calls itself, and what the given versions of this module call, is left out.
    """

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.before = sys.getprofile()
        sys.setprofile(self._note)

    def stop(self) -> list[str]:
        """Stop and return the names."""
        sys.setprofile(self.before)
        return sorted(self.used)

    def _note(self, frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_name
        if event != "call" or not _of_torchvision(frame) or name == "<module>":
            return
        caller = frame.f_back
        while caller is not None:
            if _of_torchvision(caller) or caller.f_globals is globals():
                return
            caller = caller.f_back
        self.used.add(f"{frame.f_globals['__name__']}.{name}")


@probe
def watch() -> Watch:
    """Begin to watch; the check calls `stop`."""
    return Watch()


def _of_torchvision(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == "torchvision"
