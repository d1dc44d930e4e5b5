"""The training run of a notebook around the student's own `fit`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from torch import nn
from tqdm.auto import tqdm

from kit.settings import budget

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
    total = sum(epochs) * len(train_batches)
    with tqdm(total=total, desc="training", unit="batch", leave=False, disable=budget() == "grade") as progress:
        counted = _Counted(train_batches, progress)
        for count, rate in zip(epochs, (lr, lr / 10), strict=True):
            stage = fit(model, counted, val_batches, count, device=device, lr=rate)
            for key, values in history.items():
                values.extend(float(value) for value in stage[key])
            progress.set_postfix({key: f"{values[-1]:.3g}" for key, values in history.items() if values})
    return history


class _Counted:
    """Batches that move a progress bar, whatever the loop around them shows."""

    def __init__(self, batches: Any, progress: tqdm[Any]) -> None:
        self._batches, self._progress = batches, progress

    def __iter__(self) -> Iterator[Any]:
        for batch in self._batches:
            yield batch
            self._progress.update()

    def __len__(self) -> int:
        return len(self._batches)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batches, name)
