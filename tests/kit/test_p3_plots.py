"""Figures of P3: they can be drawn, and say what they should."""

from __future__ import annotations

import pytest
import torch

from kit.mistakes import patchify_by_plain_view
from kit.plots import attention, recurrent

pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.filterwarnings("error")]


def test_gradient_norms_on_a_log_axis() -> None:
    figure = recurrent.plot_gradient_norms({"small": 0.5 ** torch.arange(5.0), "none": torch.tensor([0.0, 1.0])})
    axes = figure.axes[0]
    assert axes.get_yscale() == "log"
    assert axes.lines[0].get_xdata().tolist() == [1, 2, 3, 4, 5]
    assert len({line.get_marker() for line in axes.lines}) == 2
    recurrent.plot_gradient_norms({str(number): torch.ones(3) for number in range(7)})


def test_hidden_units_below_their_text() -> None:
    figure = recurrent.plot_hidden_units('if x$:\n  "a_{b"' + 60 * "c", torch.zeros(75, 2), ["quote", "depth"])
    assert [text.get_text() for text in figure.axes[0].texts][:6] == ["i", "f", "·", "x", "$", ":"]
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["quote", "depth"]
    assert len(figure.axes) == 3, "two lines of text and the scale"
    with pytest.raises(ValueError, match="3 characters, but 4 states"):
        recurrent.plot_hidden_units("abc", torch.zeros(4, 2))


def test_learning_rate_and_symbols() -> None:
    figure = recurrent.plot_learning_rate([0.1, 0.2, 0.1], warmup_steps=2)
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == [
        "end of warm-up: step 1",
        "peak: 0.2 in step 1",
    ]
    recurrent.plot_learning_rate([0.1, 0.05])
    recurrent.plot_symbol_accuracy({"a": [0.5, 1.0], "b": [0.1, 0.2]}, "YM")


def test_samples_and_patches() -> None:
    images = torch.rand(7, 3, 8, 12)
    figure = attention.plot_samples(images, torch.arange(7) % 2, ["cat", "dog"], columns=4)
    assert [axes.get_title() for axes in figure.axes] == ["cat", "dog", "cat", "dog", "cat", "dog", "cat", ""]
    wrong = patchify_by_plain_view(images, 4)
    assert wrong.shape == (7, 6, 48)
    figure = attention.plot_patches(images[0], {"view (wrong)": wrong[0]}, 4, {"put back": images[0] + 0.25})
    titles = [axes.get_title() for axes in figure.axes]
    assert titles == ["image\n8 x 12", "view (wrong)\n6 tokens of 48", "put back\nlargest difference 0.25"]
    assert len(figure.axes[1].images) == 6
    attention.plot_patches(torch.rand(1, 4, 4), {"grey": torch.rand(4, 4)}, 2)


def test_positions_leave_the_class_token_out() -> None:
    figure = attention.plot_positions({"fixed": torch.randn(6, 4), "learned": torch.randn(1, 7, 4)}, grid=(2, 3))
    panels = [axes for axes in figure.axes if axes.get_xlabel()]
    assert len(panels) == 6
    assert [panels[place].images[0].get_array().shape for place in (3, 4, 5)] == [(7, 4), (6, 6), (2, 3)]
    attention.plot_positions({"zero": torch.zeros(4, 4)}, grid=(2, 2))


def test_attention_over_images() -> None:
    weights = torch.rand(2, 3, 4, 2)
    figure = attention.plot_cls_attention(torch.ones(3, 8, 4), weights)
    assert len(figure.axes) == 8
    shown = figure.axes[1].images[0].get_array()
    row, column = divmod(int(weights[0, 0].argmax()), 2)
    assert shown[2 * row, 2 * column].tolist() == pytest.approx([1, 1, 1])
    figure = attention.plot_rollout(torch.rand(3, 3, 8, 8), torch.rand(3, 2, 2), ["a", "b", "c"])
    assert figure.axes[0].get_title() == "a"
    attention.plot_rollout(torch.rand(1, 3, 8, 8), torch.zeros(1, 2, 2))


def test_confusion_counts_rows_actual() -> None:
    figure = attention.plot_confusion(torch.tensor([0, 0, 1]), torch.tensor([0, 1, 1]), ["cat", "dog"])
    axes = figure.axes[0]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("actual", "predicted")
    assert [text.get_text() for text in axes.texts] == ["1", "1", "0", "1"]
    assert axes.get_title() == "3 images, accuracy 0.667"


def test_attention_matrix_shows_blanks() -> None:
    figure = attention.plot_attention_matrix(torch.rand(2, 3).softmax(1), "ab", "a b", "written", "read")
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["a", "␣", "b"]
    assert (figure.axes[0].get_ylabel(), figure.axes[0].get_xlabel()) == ("written", "read")
