"""Latent axes against known factors; the given frame of the VAE."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from kit.factors import axis_correlations, linear_r2, strongest_axes
from kit.vae import VAE


@pytest.fixture
def _seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.usefixtures("_seeded")
def test_correlations() -> None:
    z = torch.randn(300, 5)
    factors = {"a": 2 * z[:, 3] + 1, "b": -z[:, 1] + 0.5 * torch.randn(300), "still": torch.full((300,), 0.3)}
    table = axis_correlations(z, factors)
    expected = torch.corrcoef(torch.cat([z.T, factors["a"][None], factors["b"][None]]).double())[:5, 5:]
    assert (table.shape, table.dtype) == ((5, 3), torch.float64)
    assert torch.allclose(table[:, :2], expected)
    assert not table[:, 2].any()
    best = strongest_axes(z, factors, count=2)
    assert [(one.axis, one.factor) for one in best] == [(3, "a"), (1, "b")]
    assert best[0].correlation == pytest.approx(1)
    assert best[1].correlation < -0.8
    assert not axis_correlations(torch.full((30, 2), 0.1), {"a": torch.randn(30)}).any()


@pytest.mark.usefixtures("_seeded")
def test_no_axis_and_no_factor_twice() -> None:
    z = torch.randn(200, 3)
    factors = {"a": z[:, 0], "b": z[:, 0] + 0.1 * torch.randn(200), "c": z[:, 1]}
    found = strongest_axes(z, factors, count=9)
    assert sorted(one.axis for one in found) == [0, 1, 2]
    assert sorted(one.factor for one in found) == ["a", "b", "c"]
    sizes = [abs(one.correlation) for one in found]
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.usefixtures("_seeded")
def test_linear_probe() -> None:
    z, test = torch.randn(400, 4), torch.randn(200, 4)
    weights = torch.tensor([1.0, -2, 0, 3])
    factors, known = {"sum": z @ weights + 5}, {"sum": test @ weights + 5}
    factors |= {"noise": torch.randn(400), "still": torch.ones(400)}
    known |= {"noise": torch.randn(200), "still": torch.full((200,), 0.3)}
    scores = linear_r2(z, factors, test, known)
    assert scores["sum"] > 0.999
    assert -0.2 < scores["noise"] < 0.05
    assert math.isnan(scores["still"])


class _Encoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(48, 10))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        mu, logvar = self.body(x).chunk(2, 1)
        return mu, logvar


def test_frame_of_the_vae() -> None:
    encoder, decoder = _Encoder(), nn.Sequential(nn.Linear(5, 48), nn.Unflatten(1, (3, 4, 4)), nn.Sigmoid())
    vae = VAE(encoder, decoder, lambda mu, logvar: mu + 7, latent_dim=5)
    x = torch.rand(6, 3, 4, 4)
    vae.eval()
    x_hat, mu, logvar = vae(x)
    assert torch.equal(x_hat, decoder(mu + 7))
    assert logvar.shape == mu.shape == (6, 5)
    vae.train()
    encoder.body[1].eval()
    modes = [part.training for part in vae.modules()]
    assert torch.allclose(vae.means(x, size=4), mu)
    assert torch.allclose(vae.reconstruct(x), decoder(mu))
    assert not vae.means(x).requires_grad
    first, second = vae.sample(4), vae.sample(4)
    assert first.shape == (4, 3, 4, 4)
    assert not torch.equal(first, second)
    assert [part.training for part in vae.modules()] == modes
    assert len(list(vae.parameters())) == 4
