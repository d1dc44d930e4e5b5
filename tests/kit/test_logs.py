"""Times, bars and writers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

from kit.logs import SilentWriter, bar, open_writer, timed


def test_times_are_measured_and_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with timed("nothing") as clock:
        assert clock.seconds == 0
    assert clock.seconds > 0
    assert capsys.readouterr().out == "nothing: 0.0 s\n"


def test_no_bar_in_grade_mode(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KIT_BUDGET", "grade")
    assert list(bar([3, 1, 2], "epoch")) == [3, 1, 2]
    assert capsys.readouterr().err == ""


def test_writer_where_it_is_wanted_and_possible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_BUDGET", "grade")
    silent = open_writer("net")
    assert isinstance(silent, SilentWriter)
    silent.add_scalar("seg/loss", 0.5, 1)
    silent.add_image("seg/panel", torch.zeros(3, 2, 2, dtype=torch.uint8), 1)
    silent.close()
    assert not Path("runs").exists()
    monkeypatch.setenv("KIT_BUDGET", "demo")
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    assert isinstance(open_writer("net"), SilentWriter)
    assert "tensorboard is not installed" in capsys.readouterr().out
