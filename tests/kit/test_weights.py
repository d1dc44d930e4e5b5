"""Weights in a file: what is saved comes back, and a grader's run trains only if it has to."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from kit import weights


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_BUDGET", "grade")


def _model(width: int = 3) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(1, width, 2), nn.BatchNorm2d(width))


def test_round_trip_keeps_values_dtypes_and_history() -> None:
    model, history = _model(), {"loss": [0.5, 0.25], "val_acc": [0.9, 0.95]}
    path = weights.save("net", model.state_dict(), history)
    assert path == Path("weights/net.safetensors")
    state, kept = weights.load("net")
    assert kept == history
    assert weights.fits(state, model)
    for name, value in model.state_dict().items():
        assert value.dtype == state[name].dtype
        assert torch.equal(value, state[name])


def test_shared_and_strided_weights_can_be_saved() -> None:
    model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    model[1].weight = model[0].weight
    weights.save("tied", {**model.state_dict(), "view": torch.arange(6.0).reshape(2, 3).T})
    assert weights.load("tied")[0]["view"].shape == (3, 2)


def test_missing_and_damaged_files_say_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match="run the training cell"):
        weights.load("net")
    weights.path_of("net").parent.mkdir()
    weights.path_of("net").write_bytes(b"not a weights file")
    with pytest.raises(FileNotFoundError, match="again"):
        weights.load("net")


def test_a_grader_loads_what_fits_and_trains_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    trained = []

    def train(width: int) -> weights.History:
        trained.append(width)
        return {"loss": [float(width)]}

    first, second, other = _model(3), _model(3), _model(4)
    assert weights.train_or_load("net", first, lambda: train(3)) == {"loss": [3.0]}
    assert weights.train_or_load("net", second, lambda: train(5)) == {"loss": [3.0]}
    assert torch.equal(first[0].weight, second[0].weight)
    assert weights.train_or_load("net", other, lambda: train(4)) == {"loss": [4.0]}
    monkeypatch.setenv("KIT_BUDGET", "demo")
    assert weights.train_or_load("net", other, lambda: train(6)) == {"loss": [6.0]}
    assert trained == [3, 4, 6]
