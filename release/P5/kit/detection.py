"""The given parts of A2's detector. What the notebook's exercises write comes in as arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import torch
from torch import Tensor, nn

STRIDE = 8

BoxFunction = Callable[..., Tensor]
Boxes = Mapping[str, Tensor]
"""Of one image: ``boxes``, xyxy (K, 4), ``labels``, int64 (K,), and, where they were found, ``scores``, (K,)."""


class MeanPrecision(TypedDict):
    """Average precision of each class, float64 (C,), and its mean over the classes that occur."""

    ap: Tensor
    map: float


def _block(channels_in: int, channels_out: int, stride: int) -> nn.Sequential:
    convolution = nn.Conv2d(channels_in, channels_out, 3, stride=stride, padding=1, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(channels_out), nn.LeakyReLU(0.1))


class DetectionNet(nn.Module):
    """A backbone of stride 8 and the head that makes predictions of its map.

    Parameters
    ----------
    head
        Called as ``head(in_channels, num_anchors, num_classes)`` with ``in_channels = 4 * width``.
    width
        Channels of the first block.

    Attributes
    ----------
    backbone, head
        Images (N, 1, H, W) become a map (N, 4 * width, H / 8, W / 8), and that becomes the predictions.
    """

    def __init__(
        self,
        head: Callable[[int, int, int], nn.Module],
        width: int = 16,
        num_anchors: int = 3,
        num_classes: int = 10,
    ) -> None:
        super().__init__()
        self.backbone = nn.Sequential(
            _block(1, width, 2),
            _block(width, width, 1),
            _block(width, 2 * width, 2),
            _block(2 * width, 2 * width, 1),
            _block(2 * width, 4 * width, 2),
            _block(4 * width, 4 * width, 1),
            _block(4 * width, 4 * width, 1),
        )
        self.head = head(4 * width, num_anchors, num_classes)

    def forward(self, images: Tensor) -> Tensor:
        """Return the head's predictions, (N, h * w * num_anchors, 5 + num_classes)."""
        predictions: Tensor = self.head(self.backbone(images))
        return predictions


@torch.no_grad()
def detect(
    predictions: Tensor,
    anchors: Tensor,
    size: tuple[int, int],
    *,
    decode_boxes: BoxFunction,
    clip_boxes: BoxFunction,
    nms: BoxFunction | None,
    score_threshold: float = 0.05,
    iou_threshold: float = 0.4,
) -> list[dict[str, Tensor]]:
    """Turn predictions into boxes with scores and labels.

    The score of a box is its objectness times the probability of its most probable class.

    Parameters
    ----------
    predictions, anchors
        (N, A, 5 + C) as `DetectionNet` returns them, and cxcywh (A, 4).
    size
        ``(H, W)`` of the images; boxes are clipped to it.
    decode_boxes, clip_boxes, nms
        Of the exercises; `nms` is called as ``nms(boxes, scores, labels, iou_threshold)``, None leaves it out.
    score_threshold
        Boxes below it are left out.

    Returns
    -------
    One `Boxes` an image, by falling score.
    """
    found = []
    for boxes, one in zip(decode_boxes(predictions[..., :4], anchors), predictions, strict=True):
        probability, labels = one[:, 5:].softmax(1).max(1)
        scores = one[:, 4].sigmoid() * probability
        order = scores.argsort(descending=True)
        order = order[scores[order] >= score_threshold]
        boxes, scores, labels = clip_boxes(boxes[order], size), scores[order], labels[order]
        if nms is not None:
            kept = nms(boxes, scores, labels, iou_threshold)
            boxes, scores, labels = boxes[kept], scores[kept], labels[kept]
        found.append({"boxes": boxes, "scores": scores, "labels": labels})
    return found


def mean_average_precision(
    found: Sequence[Boxes],
    truths: Sequence[Boxes],
    average_precision: Callable[..., float],
    num_classes: int = 10,
    iou_threshold: float = 0.5,
) -> MeanPrecision:
    """Call `average_precision` of the exercise for each class; classes without a true box (nan) do not count.

    Parameters
    ----------
    found, truths
        One an image.
    """
    values = []
    for label in range(num_classes):
        boxes, image, scores = _of_class(found, label)
        true_boxes, true_image, _ = _of_class(truths, label)
        values.append(float(average_precision(boxes, scores, image, true_boxes, true_image, iou_threshold)))
    ap = torch.tensor(values, dtype=torch.float64)
    return {"ap": ap, "map": float(ap.nanmean())}


def precision_recall(
    found: Sequence[Boxes],
    truths: Sequence[Boxes],
    label: int,
    box_iou: BoxFunction,
    iou_threshold: float = 0.5,
    points: int = 40,
) -> tuple[Tensor, Tensor]:
    """Precision and recall of one class when only boxes above a score count, for falling scores; both (points,).

    A true box is found if one such box overlaps it with at least `iou_threshold`; precision counts it once.
    """
    boxes, image, scores = _of_class(found, label)
    true_boxes, true_image, _ = _of_class(truths, label)
    if not len(boxes) or not len(true_boxes):
        return torch.zeros(0), torch.zeros(0)
    hits = (box_iou(boxes, true_boxes) >= iou_threshold) & (image[:, None] == true_image)
    # the score down to which one must go to find each true box
    needed = torch.where(hits, scores[:, None], scores.new_tensor(-1.0)).amax(0)
    ranks = torch.linspace(0, len(scores) - 1, points, device=scores.device).long()
    limits = scores.sort(descending=True).values[ranks]
    hit = (needed[None] >= limits[:, None]).sum(1)
    return hit / (scores[None] >= limits[:, None]).sum(1), hit / len(true_boxes)


def _of_class(items: Sequence[Boxes], label: int) -> tuple[Tensor, Tensor, Tensor]:
    """Boxes of one class over all images, the number of the image of each, and the scores where there are any."""
    kept = [item["labels"] == label for item in items]
    boxes = torch.cat([item["boxes"][mask] for item, mask in zip(items, kept, strict=True)])
    counts = torch.tensor([int(mask.sum()) for mask in kept], device=boxes.device)
    image = torch.arange(len(items), device=boxes.device).repeat_interleave(counts)
    if "scores" not in items[0]:
        return boxes, image, boxes.new_ones(len(boxes))
    return boxes, image, torch.cat([item["scores"][mask] for item, mask in zip(items, kept, strict=True)])
