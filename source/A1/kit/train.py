"""A small training loop for demonstrations, with the usual ways against over-fitting as options."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from tqdm.auto import tqdm

from kit.settings import budget

Samples = tuple[Tensor, Tensor]


@dataclass
class History:
    """What was measured after each epoch, in evaluation mode; all losses are mean cross-entropies.

    ``kept`` is the epoch (from 1) whose weights the model has in the end.
    """

    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)
    kept: int = 0


def measure(model: nn.Module, samples: Samples) -> tuple[float, float]:
    """Mean cross-entropy and accuracy of a classifier in evaluation mode; the mode is put back."""
    x, y = samples
    mode = model.training
    model.eval()
    with torch.no_grad():
        logits = model(x)
    model.train(mode)
    return float(F.cross_entropy(logits, y)), float((logits.argmax(1) == y).float().mean())


def train_classifier(
    model: nn.Module,
    train: Samples,
    val: Samples,
    epochs: int,
    lr: float = 1e-3,
    batch_size: int = 64,
    weight_decay: float = 0.0,
    cosine: bool = False,
    patience: int | None = None,
) -> History:
    """Train a classifier with AdamW on shuffled batches.

    Parameters
    ----------
    model
        Maps (N, ...) to logits (N, C); trained in place.
    train, val
        Inputs (N, ...) and labels (N,) int64, on the model's device.
    weight_decay
        Each update first multiplies the weights, not the biases, by 1 - lr * weight_decay.
    cosine
        Let the rate fall from `lr` to 0 along half a cosine, epoch by epoch.
    patience
        Stop when the validation loss has not improved for so many epochs and go back to the best weights.
    """
    x, y = train
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([group for group in groups if group["params"]], lr=lr)
    history, best = History(), copy.deepcopy(model.state_dict())
    for epoch in tqdm(range(epochs), desc="epochs", leave=False, disable=budget() == "grade"):
        for group in optimizer.param_groups:
            group["lr"] = lr * (1 + math.cos(math.pi * epoch / epochs)) / 2 if cosine else lr
        model.train()
        for batch in torch.randperm(len(x)).split(batch_size):
            optimizer.zero_grad()
            F.cross_entropy(model(x[batch]), y[batch]).backward()
            optimizer.step()
        history.train_loss.append(measure(model, train)[0])
        loss, accuracy = measure(model, val)
        history.val_loss.append(loss)
        history.val_accuracy.append(accuracy)
        if patience is None:
            history.kept = epoch + 1
        elif loss == min(history.val_loss):
            history.kept, best = epoch + 1, copy.deepcopy(model.state_dict())
        elif epoch + 1 - history.kept >= patience:
            break
    if patience is not None:
        model.load_state_dict(best)
    return history
