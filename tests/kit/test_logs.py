"""Times, bars and writers."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest
import torch

from kit.logs import FallbackWriter, SilentWriter, bar, open_writer, timed


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
    silent.add_images("vae/samples", torch.zeros(4, 3, 2, 2), 1)
    silent.flush()
    silent.close()
    assert not Path("runs").exists()
    monkeypatch.setenv("KIT_BUDGET", "demo")
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    assert isinstance(open_writer("net"), FallbackWriter)
    assert "tensorboard is not installed" in capsys.readouterr().out


def test_broken_tensorboard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(folder: str) -> None:
        raise AttributeError("module 'numpy' has no attribute 'bool8'")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_BUDGET", "demo")
    broken = types.SimpleNamespace(SummaryWriter=refuse)
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", broken)
    assert isinstance(open_writer("net"), FallbackWriter)
    assert "does not work (module 'numpy'" in capsys.readouterr().out


def test_fallback_writes_numbers_as_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    writer = FallbackWriter("p5")
    writer.flush()
    assert not Path("runs").exists()
    writer.add_scalar("train/loss", 0.1, 0)
    writer.add_scalar("train/loss", 0.05, 1)
    writer.add_scalar("lr", 1e-3, 0)
    writer.flush()
    assert Path("runs/p5/scalars.csv").read_text().splitlines() == [
        "tag,step,value", "train/loss,0,0.1", "train/loss,1,0.05", "lr,0,0.001",
    ]  # fmt: skip


def test_fallback_draws_what_it_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown: list[int] = []
    monkeypatch.setattr(plt, "show", lambda: shown.append(len(plt.get_fignums())))
    plt.close("all")
    writer = FallbackWriter("p4")
    writer.close()
    assert not shown, "nothing to show"
    for step, loss in enumerate((0.5, 0.25)):
        writer.add_scalar("vae/loss", torch.tensor(loss, requires_grad=True).item(), global_step=step)
        writer.add_scalar("vae/kl", 2 * loss, step)
    writer.add_image("vae/panel", torch.full((3, 2, 5), 255, dtype=torch.uint8), 1)
    writer.add_images("vae/samples", torch.rand(4, 1, 3, 2), 1)
    writer.flush()
    assert writer.scalars == {"vae/loss": [(0, 0.5), (1, 0.25)], "vae/kl": [(0, 1.0), (1, 0.5)]}
    assert writer.image["vae/panel"][1].max() == 1
    assert writer.image["vae/samples"][1].shape == (1, 3, 8)
    figure = writer.draw()
    figure.canvas.draw()
    assert [axes.get_ylabel() for axes in figure.axes[:2]] == ["vae/loss", "vae/kl"]
    assert figure.axes[3].get_title() == "vae/samples, step 1"
    plt.close(figure)
    writer.close()
    assert shown == [1]
    plt.close("all")
