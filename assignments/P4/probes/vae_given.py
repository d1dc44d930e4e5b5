"""The VAE's pieces in given versions for checks of later exercises: torch's distributions, small networks."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.distributions import Independent, Normal
from torch.distributions import kl_divergence as divergence

from kit.student import probe


@probe
def kl_divergence() -> Callable[..., Tensor]:
    """Return `kl_divergence`."""

    def kl_divergence(mu: Tensor, logvar: Tensor, reduction: str = "mean") -> Tensor:
        prior = Normal(torch.zeros_like(mu), torch.ones_like(mu), validate_args=False)
        posterior = Normal(mu, logvar.div(2).exp(), validate_args=False)
        each = divergence(Independent(posterior, 1), Independent(prior, 1))
        return each if reduction == "sample" else each.mean() / mu.shape[1]

    return kl_divergence


@probe
def reparameterize() -> Callable[[Tensor, Tensor], Tensor]:
    """Return `reparameterize`."""

    def reparameterize(mu: Tensor, logvar: Tensor) -> Tensor:
        return Normal(mu, logvar.div(2).exp(), validate_args=False).rsample()

    return reparameterize


class _Encoder(nn.Module):
    """Means over 4 x 4 cells and two linear layers."""

    def __init__(self, in_channels: int = 3, image_size: int = 32, latent_dim: int = 32, width: int = 16) -> None:
        super().__init__()
        self.shrink = nn.Conv2d(in_channels, 4 * width, image_size // 4, stride=image_size // 4)
        self.to_mu = nn.Conv2d(4 * width, latent_dim, 4)
        self.to_logvar = nn.Conv2d(4 * width, latent_dim, 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mu and logvar, (N, L) each."""
        features = torch.tanh(self.shrink(x))
        return self.to_mu(features).flatten(1), self.to_logvar(features).flatten(1)


class _Decoder(nn.Module):
    """One hidden layer, then all pixels at once."""

    def __init__(self, latent_dim: int = 32, out_channels: int = 3, image_size: int = 32, width: int = 16) -> None:
        super().__init__()
        self.shape = (out_channels, image_size, image_size)
        self.hidden = nn.Linear(latent_dim, 8 * width)
        self.pixels = nn.Linear(8 * width, out_channels * image_size**2)

    def forward(self, z: Tensor) -> Tensor:
        """Return images, (N, C, S, S)."""
        return self.pixels(torch.tanh(self.hidden(z))).sigmoid().unflatten(1, self.shape)


@probe
def encoder_class() -> type[nn.Module]:
    """Return a class `Encoder`."""
    return _Encoder


@probe
def decoder_class() -> type[nn.Module]:
    """Return a class `Decoder`."""
    return _Decoder
