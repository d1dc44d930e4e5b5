"""Boxes, anchors, targets, suppression and average precision, one pair of boxes after the other.

A box is four numbers: floats, or 0-dim tensors where a gradient is wanted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

Box = Sequence[Any]


def iou(a: Box, b: Box) -> Any:
    """Intersection over union of two boxes (x1, y1, x2, y2); 0 where the union is empty."""
    union = _union(a, b)
    return _intersection(a, b) / union if union > 0 else 0 * union


def generalized_iou(a: Box, b: Box) -> Any:
    """IoU less the share of the smallest enclosing box that neither box covers."""
    hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return iou(a, b) - (hull - _union(a, b)) / hull


def _intersection(a: Box, b: Box) -> Any:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    return width * height if width > 0 and height > 0 else 0 * width * height


def _union(a: Box, b: Box) -> Any:
    return (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - _intersection(a, b)


def pairs(measure: Any, a: Tensor, b: Tensor) -> Tensor:
    """`measure` of each box of a (N, 4) with each of b (M, 4): (N, M), differentiable, N and M at least 1."""
    return torch.stack([torch.stack([measure(one.unbind(), other.unbind()) for other in b]) for one in a])


def iou_table(a: Tensor, b: Tensor) -> Tensor:
    """IoU of all pairs, (N, M) float64 without graph; N and M may be 0."""
    rows = [[iou(one, other) for other in b.double().tolist()] for one in a.double().tolist()]
    return torch.tensor(rows, dtype=torch.float64).reshape(len(a), len(b))


def corners(boxes: Tensor) -> Tensor:
    """Boxes (N, 4) as (x1, y1, x2, y2) from (cx, cy, w, h)."""
    cx, cy, w, h = boxes.unbind(1)
    return torch.stack((cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2), dim=1)


def make_anchors(rows: int, columns: int, stride: int, shapes: Tensor) -> Tensor:
    """Anchors (rows * columns * K, 4) as (cx, cy, w, h), cells row-major, shape fastest."""
    return torch.tensor(
        [
            [(column + 0.5) * stride, (row + 0.5) * stride, w, h]
            for row in range(rows)
            for column in range(columns)
            for w, h in shapes.tolist()
        ]
    )


def encode(box: Box, anchor: Box) -> list[float]:
    """Deltas of a box (x1, y1, x2, y2) seen from an anchor (cx, cy, w, h)."""
    w, h = box[2] - box[0], box[3] - box[1]
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return [
        (cx - anchor[0]) / anchor[2],
        (cy - anchor[1]) / anchor[3],
        math.log(w / anchor[2]),
        math.log(h / anchor[3]),
    ]


def partners(table: Tensor, pos: float, neg: float) -> list[int]:
    """For each anchor of an IoU table (A, G) the number of its box, -1 for background, -2 for ignored."""
    found = []
    for row in table.tolist():
        best = max(row, default=0.0)
        found.append(row.index(best) if row and best >= pos else -1 if best < neg or not row else -2)
    free, boxes = set(range(table.shape[0])), set(range(table.shape[1]))
    while boxes:
        _, anchor, box = max((float(table[a, g]), a, g) for a in free for g in boxes)
        found[anchor] = box
        free.remove(anchor)
        boxes.remove(box)
    return found


def assign_targets(anchors: Tensor, boxes: Tensor, digits: Tensor, pos: float, neg: float) -> tuple[Tensor, Tensor]:
    """Labels int64 (A,) and deltas (A, 4) of the anchors' dtype."""
    found = partners(iou_table(corners(anchors.double()), boxes), pos, neg)
    labels = [int(digits[box]) if box >= 0 else box for box in found]
    deltas = [
        encode(boxes[box].tolist(), anchor) if box >= 0 else [0.0] * 4
        for box, anchor in zip(found, anchors.tolist(), strict=True)
    ]
    return torch.tensor(labels), torch.tensor(deltas, dtype=anchors.dtype)


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float, labels: Tensor | None = None) -> list[int]:
    """Kept positions by falling score; with labels, boxes of different labels do not meet."""
    table = iou_table(boxes, boxes)
    remaining = sorted(range(len(boxes)), key=lambda i: -float(scores[i]))
    kept = []
    while remaining:
        best = remaining.pop(0)
        kept.append(best)
        remaining = [
            i
            for i in remaining
            if table[best, i] <= iou_threshold or (labels is not None and labels[best] != labels[i])
        ]
    return kept


def average_precision(
    det_boxes: Tensor,
    det_scores: Tensor,
    det_image: Tensor,
    gt_boxes: Tensor,
    gt_image: Tensor,
    iou_threshold: float,
) -> float:
    """Area under the non-increasing precision of one class; nan without true boxes."""
    if not len(gt_boxes):
        return math.nan
    table = iou_table(det_boxes, gt_boxes)
    taken: set[int] = set()
    precision, recall = [], []
    for rank, det in enumerate(sorted(range(len(det_boxes)), key=lambda i: -float(det_scores[i])), 1):
        same = [g for g in range(len(gt_boxes)) if gt_image[g] == det_image[det]]
        best = max(same, key=lambda g: float(table[det, g]), default=None)
        if best is not None and table[det, best] >= iou_threshold and best not in taken:
            taken.add(best)
        precision.append(len(taken) / rank)
        recall.append(len(taken) / len(gt_boxes))
    steps = zip(recall, [0.0, *recall], strict=False)
    return sum((now - before) * max(precision[rank:]) for rank, (now, before) in enumerate(steps))


def decode(delta: Sequence[float], anchor: Box) -> list[float]:
    """The box (x1, y1, x2, y2) that a delta makes of an anchor (cx, cy, w, h)."""
    cx, cy = anchor[0] + delta[0] * anchor[2], anchor[1] + delta[1] * anchor[3]
    w, h = anchor[2] * math.exp(delta[2]), anchor[3] * math.exp(delta[3])
    return [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]


def decode_cells(t: Tensor, shapes: Tensor, stride: int) -> Tensor:
    """Boxes (h * w * K, 4) of YOLOv3's outputs t (h, w, K, 4), float64."""
    boxes = []
    for row, line in enumerate(t.tolist()):
        for column, cell in enumerate(line):
            for (tx, ty, tw, th), (w, h) in zip(cell, shapes.tolist(), strict=True):
                cx = (column + 1 / (1 + math.exp(-tx))) * stride
                cy = (row + 1 / (1 + math.exp(-ty))) * stride
                boxes.append(decode([0.0, 0.0, tw, th], [cx, cy, w, h]))
    return torch.tensor(boxes, dtype=torch.float64)


def rows(maps: Tensor, num_anchors: int) -> Tensor:
    """Predictions (N, h * w * K, F) of maps (N, K * F, h, w), one after the other."""
    n, channels, height, width = maps.shape
    each = channels // num_anchors
    return torch.stack(
        [
            torch.stack(
                [
                    maps[image, k * each : (k + 1) * each, row, column]
                    for row in range(height)
                    for column in range(width)
                    for k in range(num_anchors)
                ]
            )
            for image in range(n)
        ]
    )


def detection_loss(pred: Tensor, labels: Tensor, deltas: Tensor) -> dict[str, Tensor]:
    """The parts box, obj and cls, 0-dim and differentiable, anchor by anchor."""
    parts = {name: 0 * pred.sum() for name in ("box", "obj", "cls")}
    positives = 0
    for label, one, wanted in zip(labels.flatten().tolist(), pred.flatten(0, 1), deltas.flatten(0, 1), strict=True):
        if label == -2:
            continue
        logit = one[4] if label >= 0 else -one[4]
        parts["obj"] = parts["obj"] - torch.nn.functional.logsigmoid(logit)
        if label == -1:
            continue
        positives += 1
        parts["cls"] = parts["cls"] + one[5:].logsumexp(0) - one[5 + label]
        for gap in (one[:4] - wanted).abs():
            parts["box"] = parts["box"] + (gap**2 / 2 if gap < 1 else gap - 0.5)
    return {name: part / max(1, positives) for name, part in parts.items()}
