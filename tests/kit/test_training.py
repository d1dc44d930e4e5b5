"""A training around the student's own loop shows how far it is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from kit.training import in_two_stages


def fit(model: nn.Module, train: Any, val: Any, epochs: int, device: Any, lr: float) -> dict[str, list[float]]:
    """A loop that shows nothing itself, and uses what a loader has."""
    seen = [[len(x) for x, _ in train] for _ in range(epochs)]
    assert len(train.dataset) == sum(seen[0]) == 10
    assert [len(one) for one in seen] == [len(train)] * epochs
    return {"loss": [lr] * epochs, "val_acc": [0.5] * epochs}


def test_progress_of_any_loop(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    loader = DataLoader(TensorDataset(torch.zeros(10, 2), torch.zeros(10)), batch_size=3)
    monkeypatch.setenv("KIT_BUDGET", "demo")
    monkeypatch.setenv("TQDM_MININTERVAL", "0")
    history = in_two_stages(fit, nn.Linear(2, 1), loader, None, (2, 1), 0.1)
    assert history == {"loss": [0.1, 0.1, 0.1 / 10], "val_acc": [0.5] * 3}
    assert "12/12" in capsys.readouterr().err
    monkeypatch.setenv("KIT_BUDGET", "grade")
    in_two_stages(fit, nn.Linear(2, 1), loader, None, (2, 1), 0.1)
    assert capsys.readouterr().err == ""
