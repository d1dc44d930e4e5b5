"""What TensorBoard's writer wrote is read back."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from kit.event_files import read_scalars
from kit.logs import FallbackWriter

tensorboard = pytest.importorskip("torch.utils.tensorboard")


def test_numbers_by_tag_and_step(tmp_path: Path) -> None:
    with tensorboard.SummaryWriter(str(tmp_path)) as writer:
        for step, value in ((1, 0.25), (0, 0.5)):
            writer.add_scalar("val/acc", value, step)
        writer.add_scalar("lr", 2.0, 0)
        writer.add_images("pictures", torch.rand(2, 3, 4, 4), 0)
    assert read_scalars(tmp_path) == {"val/acc": [(0, 0.5), (1, 0.25)], "lr": [(0, 2.0)]}


def test_the_table_of_the_other_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    writer = FallbackWriter("run")
    for step, value in ((0, 0.5), (1, 0.25)):
        writer.add_scalar("val/acc", value, step)
    writer.add_scalar("lr", 2.0, 0)
    writer.flush()
    assert read_scalars(tmp_path / "runs" / "run") == {"val/acc": [(0, 0.5), (1, 0.25)], "lr": [(0, 2.0)]}


def test_no_file(tmp_path: Path) -> None:
    assert read_scalars(tmp_path) == {}
