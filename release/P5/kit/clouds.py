"""Helpers around networks of point clouds: batches, losses, accuracy, confusion matrix, critical points.

Networks take clouds (B, 3, N), channels before points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

from kit.vae import evaluating

Batch = tuple[Tensor, Tensor]  # clouds (B, 3, N) and labels (B,)
ComputeLoss = Callable[[Any, Tensor, Tensor], tuple[Tensor, Tensor]]

REGULARISER = 0.001  # weight of the penalty on the feature transform


def cloud_batches(dataset: Dataset[Batch], size: int = 32, shuffle: bool = False) -> DataLoader[Batch]:
    """Return a loader of a data set of clouds (3, n) and labels.

    Shuffled batches are for training, where batch norm needs more than one row in the head: a last batch of one
    cloud is left out then.
    """
    lone = len(dataset) % size == 1  # type: ignore[arg-type]
    return DataLoader(dataset, batch_size=size, shuffle=shuffle, drop_last=shuffle and lone)


def to_batches(points: Tensor, labels: Tensor, size: int = 32) -> list[Batch]:
    """Cut clouds (M, P, 3) and labels (M,) into batches (size, 3, P) and (size,), in order, nothing else changed."""
    clouds = points.transpose(1, 2).contiguous()
    return list(zip(clouds.split(size), labels.split(size), strict=True))


def cross_entropy_loss(model: nn.Module, points: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
    """Return the mean cross entropy, 0-dim, and the logits, (B, classes), of clouds (B, 3, N) and labels (B,)."""
    logits = model(points)
    return F.cross_entropy(logits, labels), logits


def pointnet_loss(orthogonality_loss: Callable[[Tensor], Tensor], weight: float = REGULARISER) -> ComputeLoss:
    """Return a loss like `cross_entropy_loss` with a penalty on the feature transform.

    Parameters
    ----------
    orthogonality_loss
        Called with the matrices (B, d, d) of the feature transform, gives a 0-dim tensor.
    weight
        Of the penalty.

    Returns
    -------
    callable
        ``compute_loss(model, points, labels) -> (loss, logits)``. The model has ``encode(points)``, which gives the
        global feature and the matrices or None, and ``classify(feature)``. Without matrices there is no penalty.
    """

    def compute_loss(model: Any, points: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        feature, matrix = model.encode(points)
        logits = model.classify(feature)
        loss = F.cross_entropy(logits, labels)
        return loss if matrix is None else loss + weight * orthogonality_loss(matrix), logits

    return compute_loss


def predict(model: nn.Module, batches: Iterable[Batch], device: torch.device | str = "cpu") -> tuple[Tensor, Tensor]:
    """Return all labels and the predicted classes, int64 (M,) each, on the CPU; eval mode, modes restored."""
    labels, predictions = [torch.empty(0, dtype=torch.int64)], [torch.empty(0, dtype=torch.int64)]
    with evaluating(model):
        for points, truth in batches:
            labels.append(truth.cpu())
            predictions.append(model(points.to(device)).argmax(1).cpu())
    return torch.cat(labels), torch.cat(predictions)


def evaluate(model: nn.Module, batches: Iterable[Batch], device: torch.device | str = "cpu") -> float:
    """Return the share of clouds whose largest logit is that of their label; eval mode, no gradient, modes restored.

    Raises
    ------
    ValueError
        There is no batch, as when an iterator was used up before.
    """
    labels, predictions = predict(model, batches, device)
    if len(labels) == 0:
        raise ValueError("no batch to evaluate: was an iterator used up?")
    return float((labels == predictions).double().mean())


def build_confusion(labels: Tensor, predictions: Tensor, n_classes: int) -> Tensor:
    """Count pairs of labels and predictions, each (M,) in 0..n_classes-1, in int64 (n_classes, n_classes).

    Rows are actual classes, columns predicted ones.
    """
    for name, values in (("labels", labels), ("predictions", predictions)):
        if values.numel() and not 0 <= int(values.min()) <= int(values.max()) < n_classes:
            raise ValueError(f"{name} are not all in 0..{n_classes - 1}")
    pairs = labels.long() * n_classes + predictions.long()
    return torch.bincount(pairs, minlength=n_classes**2).reshape(n_classes, n_classes)


@torch.no_grad()
def find_critical_points(encode: Callable[[Tensor], tuple[Tensor, Tensor | None]], cloud: Tensor) -> Tensor:
    """Find the points without which the global feature of a cloud changes.

    Parameters
    ----------
    encode
        Method of a network in eval mode: clouds (B, 3, N) to their global features (B, G) and something else.
    cloud
        (3, N), N at least 2.

    Returns
    -------
    Tensor
        bool (N,). Of two equal points neither is critical, as each stands for the other.
    """
    count = cloud.shape[1]
    everyone = torch.arange(count, device=cloud.device)
    neighbour = (everyone + 1) % count
    keep = torch.where(torch.eye(count, dtype=torch.bool, device=cloud.device), neighbour[:, None], everyone)
    without = cloud[:, keep].transpose(0, 1)  # cloud n has its next point in the place of point n
    whole = encode(cloud[None])[0]
    features = torch.cat([encode(part)[0] for part in without.split(64)])
    return (features - whole).abs().amax(1) > 1e-5 * whole.abs().max()
