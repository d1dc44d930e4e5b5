"""The training run of a notebook around the student's own `fit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

History = dict[str, list[float]]


def in_two_stages(
    fit: Callable[..., History],
    model: nn.Module,
    train_batches: Any,
    val_batches: Any,
    epochs: tuple[int, int],
    lr: float,
    device: Any = "cpu",
) -> History:
    """Call `fit` with the rate `lr`, then with a tenth of it: a step schedule that works for any optimiser.

    Parameters
    ----------
    fit
        ``fit(model, train_batches, val_batches, epochs, device=..., lr=...)`` trains in place and returns
        ``{"loss": [...], "val_acc": [...]}``, one number an epoch.
    epochs
        Of the first and of the second stage.

    Returns
    -------
    The histories of both stages, one after the other.
    """
    history: History = {"loss": [], "val_acc": []}
    for count, rate in zip(epochs, (lr, lr / 10), strict=True):
        stage = fit(model, train_batches, val_batches, count, device=device, lr=rate)
        for key, values in history.items():
            values.extend(float(value) for value in stage[key])
    return history
