"""Figures of P5's clouds: they can be drawn, and say what they should."""

from __future__ import annotations

import math

import pytest
import torch
from matplotlib.colors import to_hex

from kit.data.shapes import CLASSES
from kit.plots import clouds as plots

pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.filterwarnings("error")]


def _titles(figure: object) -> list[str]:
    return [axes.get_title() for axes in figure.axes]  # type: ignore[attr-defined]


def test_clouds_have_one_unit_and_one_cube() -> None:
    points = torch.rand(7, 20, 3) * 2 - 1
    figure = plots.plot_clouds(points, list("abcdefg"), columns=4)
    assert _titles(figure) == [*"abcdefg", ""]
    for axes in figure.axes[:7]:
        assert (axes.get_xlim(), axes.get_ylim(), axes.get_zlim()) == ((-1, 1),) * 3
        assert len(set(axes._box_aspect)) == 1
    assert len(plots.plot_clouds(points[:1], ["a"]).axes) == 1


def test_augmentation_is_seen_in_the_same_cube() -> None:
    before = torch.rand(3, 20, 3) * 2 - 1
    after = before * 1.5 + 0.2
    figure = plots.plot_augmented(before, after, ["chair", "car", "cup"])
    assert _titles(figure) == ["chair", "car", "cup", "", "", ""]
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    limit = float(after.abs().max())
    assert figure.axes[0].get_xlim() == pytest.approx((-limit, limit))
    assert [text.get_text() for text in figure.texts] == ["before", "after"]


def test_critical_points_are_marked_and_counted() -> None:
    points = torch.rand(2, 12, 3)
    critical = torch.zeros(2, 12, dtype=torch.bool)
    critical[0, :5] = True
    figure = plots.plot_critical_points(points, critical, ["chair", "car"])
    assert _titles(figure) == ["chair: 5 of 12", "car: 0 of 12"]
    pale, marked = figure.axes[0].collections
    assert (len(pale._offsets3d[0]), len(marked._offsets3d[0])) == (7, 5)
    assert torch.equal(torch.tensor(marked._offsets3d[2].data), points[0, :5, 2])


def test_edges() -> None:
    points = torch.rand(6, 3)
    neighbours = torch.tensor([[0, 1, 2]] * 6)
    mask = torch.tensor([[True, True, False], *[[True, False, False]] * 5])
    figure = plots.plot_edges(points, {"3 nearest": (neighbours, None), "radius 0.2": (neighbours, mask)}, [0, 4])
    assert _titles(figure) == ["3 nearest\nneighbours: 3, 3", "radius 0.2\nneighbours: 2, 1"]
    left, right = figure.axes
    ends = [line.get_data_3d()[0] for line in right.lines]
    assert ends[0][:2].tolist() + ends[0][3:5].tolist() == points[[0, 0, 0, 1], 0].tolist()
    assert math.isnan(ends[0][2])
    assert len(ends[1]) == 3
    assert (
        len({line.get_linestyle() for line in left.lines})
        == len({to_hex(line.get_color()) for line in left.lines})
        == 2
    )


def test_history() -> None:
    history = {"train/loss": [2.0, 1.0], "train/acc": [0.3, 0.5], "val/acc": [0.2, 0.6], "lr": [0.1, 0.05]}
    figure = plots.plot_history({"PointNet": history, "DGCNN": history})
    loss, accuracy, rate = figure.axes
    assert [axes.get_ylabel() for axes in figure.axes] == ["training loss", "accuracy", "learning rate"]
    assert loss.lines[0].get_xydata().tolist() == [[1, 2], [2, 1]]
    assert rate.lines[1].get_ydata().tolist() == [0.1, 0.05]
    assert [line.get_label() for line in accuracy.lines] == [
        f"{name}, {part}" for name in ("PointNet", "DGCNN") for part in ("train", "validation")
    ]
    assert accuracy.lines[1].get_ydata().tolist() == [0.2, 0.6]
    assert len({line.get_linestyle() for line in loss.lines}) == len({line.get_marker() for line in loss.lines}) == 2
    plots.plot_history({"one epoch": {key: values[:1] for key, values in history.items()}})


def test_confusion_names_the_worst_classes() -> None:
    confusion = torch.tensor([[5, 0, 0], [3, 1, 2], [0, 0, 0]])
    figure = plots.plot_confusion(confusion, torch.tensor([1.0, 1 / 6, math.nan]), ["bed", "cup", "car"])
    matrix, beside = figure.axes[:2]
    assert (matrix.get_xlabel(), matrix.get_ylabel()) == ("predicted", "actual")
    assert matrix.images[0].get_array().tolist() == confusion.tolist()
    assert [text.get_text() for text in beside.texts] == [
        "cup: 0.17",
        "taken for bed (3), car (2)",
        "bed: 1.00",
        "no mistake",
    ]
    assert beside.get_title() == "the 2 lowest of 2 classes"
    assert [bar.get_width() for bar in beside.patches] == pytest.approx([1 / 6, 1])
    plots.plot_confusion(torch.eye(40, dtype=torch.int64) * 8, torch.ones(40), CLASSES)
