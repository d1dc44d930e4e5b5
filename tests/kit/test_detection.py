"""The given parts of the detector: shapes, scores, order, classes, curves."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn
from torchvision.ops import batched_nms, box_iou, clip_boxes_to_image

from kit.detection import STRIDE, DetectionNet, detect, mean_average_precision, precision_recall


class Head(nn.Module):
    def __init__(self, channels: int, anchors: int, classes: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, anchors * (5 + classes), 1)
        self.columns = 5 + classes

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x).permute(0, 2, 3, 1).reshape(len(x), -1, self.columns)


def test_network_has_stride_eight_and_the_given_head() -> None:
    net = DetectionNet(Head, width=4, num_anchors=2, num_classes=3)
    images = torch.rand(5, 1, 48, 32)
    assert net.backbone(images).shape == (5, 16, 48 // STRIDE, 32 // STRIDE)
    assert net(images).shape == (5, 6 * 4 * 2, 8)
    assert isinstance(net.head, Head)


def _plain(deltas: Tensor, anchors: Tensor) -> Tensor:
    return deltas + anchors


def _predictions() -> Tensor:
    """One image, four boxes with objectness and class probabilities that are known."""
    boxes = torch.tensor([[0.0, 0, 9, 9], [0, 0, 9, 8], [20, 20, 30, 30], [-5, 2, 4, 70]])
    objectness = torch.tensor([0.6, 0.9, 0.5, 0.01]).logit()[:, None]
    chances = torch.tensor([[0.5, 0.5 - 1e-3, 1e-3], [0.8, 0.1, 0.1], [0.1, 0.2, 0.7], [0.2, 0.2, 0.6]]).log()
    return torch.cat([boxes, objectness, chances], 1)[None]


def test_detections_are_scored_sorted_clipped_and_suppressed() -> None:
    options = {"decode_boxes": _plain, "clip_boxes": clip_boxes_to_image}
    zero = torch.zeros(4, 4)
    (every,) = detect(_predictions(), zero, (64, 32), nms=None, score_threshold=0.0, **options)
    assert every["labels"].tolist() == [0, 2, 0, 2]
    assert every["scores"].tolist() == pytest.approx([0.72, 0.35, 0.30, 0.006])
    assert every["boxes"][3].tolist() == [0, 2, 4, 64]
    (kept,) = detect(_predictions(), zero, (64, 32), nms=batched_nms, **options)
    assert kept["scores"].tolist() == pytest.approx([0.72, 0.35])
    assert kept["boxes"].shape == (2, 4)
    (none,) = detect(_predictions(), zero, (64, 32), nms=batched_nms, score_threshold=0.9, **options)
    assert [len(part) for part in none.values()] == [0, 0, 0]


def _found() -> tuple[list[dict[str, Tensor]], list[dict[str, Tensor]]]:
    """Three images: a digit found twice, a wrong box, a missed digit."""
    box, far = torch.tensor([[1.0, 1, 9, 11]]), torch.tensor([[30.0, 30, 40, 44]])
    found = [
        {"boxes": torch.cat([box, box]), "scores": torch.tensor([0.9, 0.4]), "labels": torch.tensor([2, 2])},
        {"boxes": far, "scores": torch.tensor([0.6]), "labels": torch.tensor([2])},
        {"boxes": torch.zeros(0, 4), "scores": torch.zeros(0), "labels": torch.zeros(0, dtype=torch.long)},
    ]
    truths = [
        {"boxes": box, "labels": torch.tensor([2])},
        {"boxes": torch.cat([box, far]), "labels": torch.tensor([2, 1])},
        {"boxes": far, "labels": torch.tensor([0])},
    ]
    return found, truths


def test_mean_average_precision_asks_for_each_class_and_leaves_nan_out() -> None:
    asked = []

    def answer(boxes: Tensor, scores: Tensor, image: Tensor, true: Tensor, true_image: Tensor, iou: float) -> float:
        asked.append((len(boxes), scores.tolist(), image.tolist(), len(true), true_image.tolist(), iou))
        return math.nan if not len(true) else 0.5 if len(boxes) else 0.0

    found, truths = _found()
    result = mean_average_precision(found, truths, answer, num_classes=4, iou_threshold=0.25)
    assert asked[0] == (0, [], [], 1, [2], 0.25)
    assert asked[1] == (0, [], [], 1, [1], 0.25)
    assert asked[2] == (3, pytest.approx([0.9, 0.4, 0.6]), [0, 0, 1], 2, [0, 1], 0.25)
    assert asked[3] == (0, [], [], 0, [], 0.25)
    assert result["map"] == pytest.approx(0.5 / 3)
    assert result["ap"].dtype == torch.float64
    assert result["ap"].isnan().tolist() == [False, False, False, True]


def test_precision_and_recall() -> None:
    found, truths = _found()
    precision, recall = precision_recall(found, truths, 2, box_iou, points=3)
    assert precision.tolist() == pytest.approx([1, 1 / 2, 1 / 3])
    assert recall.tolist() == [0.5, 0.5, 0.5]
    assert [len(part) for part in precision_recall(found, truths, 0, box_iou)] == [0, 0]
