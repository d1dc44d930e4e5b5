"""Figures of P5's image-text models: they can be drawn, and say what they should."""

from __future__ import annotations

import pytest
import torch

from kit.plots import clip as plots

pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.filterwarnings("error")]

NAMES = ("airplane", "bed", "bottle", "car", "chair", "guitar")


def _names(axis: object) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]  # type: ignore[attr-defined]


def test_pairs() -> None:
    captions = ["a photo of a red chair", "a bed", "this is a blue airplane"]
    figure = plots.plot_pairs(torch.rand(3, 3, 32, 32), captions, columns=2)
    assert len(figure.axes) == 4
    assert [axes.get_xlabel() for axes in figure.axes[:3]] == [
        "a photo of\na red chair",
        "a bed",
        "this is a\nblue airplane",
    ]
    shown = plots.plot_pairs(torch.ones(1, 3, 8, 8) * torch.tensor([1.0, 0, 0.5])[:, None, None], ["x" * 40])
    array = shown.axes[0].images[0].get_array()
    assert array is not None
    assert array[0, 0].tolist() == [1, 0, 0.5]


def test_similarity_marks_the_nearest_and_the_true_text() -> None:
    values = torch.tensor([[0.9, 0.1, -0.2], [0.6, 0.3, 0.2]])
    figure = plots.plot_similarity(values, torch.rand(2, 3, 16, 16), NAMES[:2], NAMES[:3])
    strip, matrix, colours = figure.axes
    assert _names(strip.yaxis) == list(NAMES[:2])
    assert _names(matrix.xaxis) == list(NAMES[:3])
    assert [text.get_text() for text in matrix.texts] == [".90", ".10", "-.20", ".60", ".30", ".20"]
    bold = [text.get_text() for text in matrix.texts if text.get_fontweight() == "bold"]
    assert bold == [".90", ".30"]
    assert [round(patch.get_x() + 0.48) for patch in matrix.patches] == [0, 0]  # type: ignore[attr-defined]
    assert [round(patch.get_y() + 0.46) for patch in matrix.patches] == [0, 1]  # type: ignore[attr-defined]
    assert colours.get_ylabel() == "cosine"
    for label, said in ((None, "probability"), ("share", "share")):
        shown = plots.plot_similarity(values.softmax(1), torch.rand(2, 3, 16, 16), ["a", "b"], NAMES[:3], label)
        assert shown.axes[2].get_ylabel() == said


def test_numbers_in_the_matrix_keep_their_leading_digit() -> None:
    values = torch.tensor([[1.0, 10.04], [-0.001, -1.0]])
    figure = plots.plot_similarity(values, torch.rand(2, 3, 8, 8), ["a", "b"], ["c", "d"])
    assert [text.get_text() for text in figure.axes[1].texts] == ["1.00", "10.04", ".00", "-1.00"]


def test_depth_maps_with_tables() -> None:
    values = torch.tensor([[0.6, 0.2, 0.1], [0.5, 0.3, 0.1]])
    indices = torch.tensor([[4, 1, 0], [2, 3, 5]])
    figure = plots.plot_depth_maps(torch.rand(2, 6, 32, 32), values, indices, NAMES, torch.tensor([4, 0]))
    first, table, second, other = figure.axes
    assert (_names(first.yaxis), _names(second.yaxis)) == (["chair"], ["airplane"])
    assert [text.get_text() for text in table.texts] == ["chair", "0.60", "bed", "0.20", "airplane", "0.10"]
    assert [bar.get_hatch() for bar in table.patches] == ["//", None, None], "the true class"
    assert [bar.get_hatch() for bar in other.patches] == [None] * 3, "not among the highest"
    assert [bar.get_width() for bar in table.patches] == pytest.approx([0.6, 0.2, 0.1])  # type: ignore[attr-defined]
    tops = first.child_axes[0]
    assert _names(tops.xaxis) == list(plots.VIEWS)
    assert not second.child_axes
    plots.plot_depth_maps(torch.rand(1, 6, 8, 8), values[:1], indices[:1], NAMES, [0])


def test_shots() -> None:
    axes = plots.plot_shots([1, 2, 4], torch.tensor([[0.5, 0.7], [0.8, 0.8], [0.9, 0.8]]), 0.65).axes[0]
    assert _names(axes.xaxis) == ["1", "2", "4"]
    assert [text.get_text() for text in axes.texts] == ["0.60", "0.80", "0.85"]
    assert axes.lines[0].get_linestyle() == "--"
    assert set(axes.lines[0].get_ydata()) == {0.65}
    (bars,) = axes.collections
    ends = [segment[:, 1].tolist() for segment in bars.get_segments()]  # type: ignore[attr-defined]
    assert [pytest.approx(pair) for pair in ends] == [[0.5, 0.7], [0.8, 0.8], [0.8, 0.9]]
    legend = axes.get_legend()
    assert legend is not None
    assert {text.get_text() for text in legend.get_texts()} == {"zero-shot: 0.65", "few-shot, 2 runs"}
    single = plots.plot_shots([1, 16], [0.5, 0.9], 0.3).axes[0]
    assert single.get_ylim()[0] == pytest.approx(0.2)
