"""Variants of a Vision Transformer, on a stand-in with the names of the contract."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pytest
import torch
from torch import Tensor, nn

from kit.plots.vit import plot_weight_tables
from kit.vit import mean_pooled, without_positions


class Block(nn.Module):
    """Keeps x; gives weights when asked for."""

    def forward(self, x: Tensor, return_weights: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return x, or x and weights."""
        return (x, x.softmax(-1)) if return_weights else x


class Positions(nn.Module):
    """A table of three tokens of two features."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Parameter(torch.ones(1, 3, 2))


class Model(nn.Module):
    """Reads token 0 behind the blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.pos, self.blocks = Positions(), nn.ModuleList([Block(), Block()])

    def forward(self, x: Tensor, return_weights: bool) -> Tensor:
        """Return token 0 of x + table, (B, 2)."""
        x = x + self.pos.table
        for block in self.blocks:
            x = block(x, return_weights=True)[0] if return_weights else block(x)
        return x[:, 0]


@pytest.mark.parametrize("return_weights", [True, False])
def test_variants(return_weights: bool) -> None:
    x = torch.randn(4, 3, 2)
    assert torch.equal(Model()(x, return_weights), x[:, 0] + 1)
    bare = without_positions(Model())
    assert torch.equal(bare(x, return_weights), x[:, 0])
    assert not any(one.requires_grad for one in bare.parameters())
    torch.testing.assert_close(mean_pooled(Model())(x, return_weights), x[:, 1:].mean(1) + 1)


def test_tables_have_one_scale() -> None:
    figure = plot_weight_tables({"one": torch.full((3, 4), 0.25), "other": torch.eye(3)})
    panels = [axes for axes in figure.axes if axes.get_title()]
    assert [axes.get_title() for axes in panels] == ["one", "other"]
    assert {axes.images[0].get_clim() for axes in panels} == {(0.0, 1.0)}
    assert {axes.get_title() for axes in plot_weight_tables({"alone": torch.eye(2)}).axes} == {"alone", ""}
    plt.close("all")
