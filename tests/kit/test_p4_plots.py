"""Figures of P4: they can be drawn, and say what they should."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
import torch

from kit.plots import adversarial as attacks
from kit.plots import generative as images
from kit.plots.mosaic import draw_grid

pytestmark = [pytest.mark.usefixtures("drawn"), pytest.mark.filterwarnings("error")]


def _names(axis: object) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]  # type: ignore[attr-defined]


def test_grid_puts_images_where_their_names_are() -> None:
    tiles = torch.arange(6.0).reshape(2, 3, 1, 1, 1).expand(2, 3, 1, 4, 5) / 5
    axes = plt.subplots()[1]
    draw_grid(axes, tiles, ["a", "b"], below=["x", "y", "z"])
    shown = axes.images[0].get_array()
    assert shown is not None
    for row, y in enumerate(axes.get_yticks()):
        for column, x in enumerate(axes.get_xticks()):
            assert float(shown[round(y), round(x), 0]) == pytest.approx(float(tiles[row, column, 0, 0, 0]))
    assert (_names(axes.yaxis), _names(axes.xaxis)) == (["a", "b"], ["x", "y", "z"])


def test_images_and_reconstructions() -> None:
    x = torch.rand(7, 3, 16, 16)
    images.plot_images(x, columns=12)
    assert len(images.plot_images(x, list("abcdefg"), columns=3).axes) == 3
    figure = images.plot_reconstructions(x[:4], {"beta 1": x[:4] + 0.1, "beta 4": x[:3]})
    assert _names(figure.axes[0].yaxis) == ["original", "beta 1\nMSE 0.0100", "beta 4\nMSE 0.0000"]
    assert _names(images.plot_samples({"beta 1": x, "beta 4": x[:2]}).axes[0].yaxis) == ["beta 1", "beta 4"]


def test_tradeoff_and_bias() -> None:
    left, right = images.plot_tradeoff([0.25, 1, 4], [0.01, 0.02, 0.03], [9.0, 8.0, 12.0]).axes
    assert (left.get_xlabel(), left.get_ylabel()) == ("beta", "mean squared error")
    assert _names(left.xaxis) == ["0.25", "1", "4"]
    assert "Frechet" in right.get_ylabel()
    assert images.plot_bias({"a": {50: 3.0, 500: 0.3}, "b": {50: 2.0}}).axes[0].get_ylim()[0] == 0


def test_walks_through_latent_space() -> None:
    x = torch.rand(5, 1, 16, 16)
    images.plot_strips({"linear": x})
    top, below = images.plot_strips(
        {"linear": x, "spherical": x}, {"linear": [1, 2, 3, 2, 1], "spherical": torch.ones(5)}
    ).axes
    assert _names(top.xaxis) == ["0", "0.25", "0.5", "0.75", "1"]
    assert len(below.lines) == 2
    axes = images.plot_sweeps(
        torch.rand(2, 5, 3, 16, 16), torch.linspace(-3, 3, 5), ["axis 7: turn, r = -0.81", "b"]
    ).axes[0]
    assert _names(axes.xaxis) == ["-3", "-1.5", "0", "1.5", "3"]
    assert _names(axes.yaxis) == ["axis 7:\nturn, r = -0.81", "b"]
    figure = images.plot_factors(
        torch.tensor([[0.1, -0.9], [0.3, 0.0], [0.0, 0.2]]), ["skin", "long_hair"], axes=[2, 0]
    )
    assert _names(figure.axes[0].yaxis) == ["2", "0"]
    assert [text.get_text() for text in figure.axes[0].texts] == ["+0.20", "-0.90"]
    images.plot_factors(torch.rand(3, 2), ["skin", "hair"])
    images.plot_class_grid(torch.rand(2, 10, 1, 32, 32), ["z 1", "z 2"], [str(k) for k in range(10)], "class")


def test_losses_and_inversion() -> None:
    attacks.plot_gan_losses([1.4, 1.3], [0.7, 0.8])
    figure = attacks.plot_gan_losses([1.0] * 80, [2.0] * 80)
    assert [text.get_text() for text in figure.axes[0].get_legend().get_texts()] == [
        "D, mean of 15 steps",
        "G, mean of 15 steps",
    ]
    for line in (figure.axes[0].lines[1], figure.axes[0].lines[4]):
        x, y = line.get_data()
        assert (min(x), max(x), len(set(y))) == (8, 73, 1), "a window in the middle of its steps"
    x = torch.zeros(3, 1, 16, 16)
    assert _names(attacks.plot_inversion(x, x + 0.5).axes[0].xaxis) == ["0.250"] * 3
    attacks.plot_inversion_losses([[0.3, 0.2], [0.4, 0.1], [0.5, 0.4]])


def test_attacks() -> None:
    x = torch.full((2, 3, 16, 16), 0.5)
    shown = attacks.plot_attack(x, x + 0.03, ["cat", "dog"], ["dog", "dog"]).axes[0].images[0].get_array()
    assert shown is not None
    assert float(shown[20, 3, 0]) == pytest.approx(0.8), "10 times 0.03 above grey"
    attacks.plot_attack_accuracy([0, 0.1], {"digits": [0.9, 0.3], "colour": [0.8, 0.1]})
    table = torch.tensor([[float("nan"), 0.25], [1.0, float("nan")]])
    axes = attacks.plot_success(table, ["cat", "dog"]).axes[0]
    assert [text.get_text() for text in axes.texts] == ["25", "100"]
    assert (axes.get_ylabel(), axes.get_xlabel()) == ("true class", "target of the attack")
