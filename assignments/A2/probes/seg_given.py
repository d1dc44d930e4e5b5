"""Stand-ins for earlier functions while the loops are checked, so that an early mistake counts once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from kit.student import probe


@probe
def confusion_matrix() -> Callable[..., Tensor]:
    """Return a function that counts pairs of labels with NumPy's histogram."""

    def confusion_matrix(pred: Tensor, target: Tensor, num_classes: int, ignore_index: int | None = None) -> Tensor:
        pairs = np.stack([one.detach().cpu().numpy().ravel().astype(float) for one in (target, pred)])
        if ignore_index is not None:
            pairs = pairs[:, pairs[0] != ignore_index]
        edges = np.arange(num_classes + 1) - 0.5
        counts, _, _ = np.histogram2d(*pairs, bins=(edges, edges))
        return torch.from_numpy(counts).to(torch.int64).to(target.device)

    return confusion_matrix


@probe
def compute_metrics(own: Callable[[Tensor], Any] | None) -> Callable[[Tensor], dict[str, Any]]:
    """Return a function that gives accuracy and mean IoU; the rest, and whether floats, is as in `own`."""

    def compute_metrics(cm: Tensor) -> dict[str, Any]:
        found: dict[str, Any] = {}
        with contextlib.suppress(Exception):
            found = dict(own(cm.clone()))
        as_float = isinstance(found.get("miou"), float)
        counts = cm.detach().cpu().numpy().astype(float)
        with np.errstate(invalid="ignore"):
            iou = np.diag(counts) / (counts.sum(0) + counts.sum(1) - np.diag(counts))
        accuracy = float(np.trace(counts) / counts.sum())
        for name, value in (
            ("accuracy", accuracy),
            ("weighted_recall", accuracy),
            ("miou", float(np.nanmean(iou))),
        ):
            found[name] = value if as_float else torch.tensor(value, dtype=torch.float64)
        found["iou"] = torch.from_numpy(iou)
        return found

    return compute_metrics
