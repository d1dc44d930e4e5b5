"""The given frame of a variational autoencoder: the encoder, the sampling and the decoder are arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

Sampler = Callable[[Tensor, Tensor], Tensor]


class VAE(nn.Module):
    """Encoder and decoder as one module.

    Parameters
    ----------
    encoder
        Images (N, C, S, S) to mu and logvar, (N, L) each.
    decoder
        Latents (N, L) to images.
    sample
        ``sample(mu, logvar)`` draws latents (N, L).
    latent_dim
        L.
    """

    def __init__(self, encoder: nn.Module, decoder: nn.Module, sample: Sampler, latent_dim: int = 32) -> None:
        super().__init__()
        self.encoder, self.decoder, self.latent_dim = encoder, decoder, latent_dim
        self._draw = sample

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return x_hat, mu, logvar for a batch; the latents are sampled."""
        mu, logvar = self.encoder(images)
        return self.decoder(self._draw(mu, logvar)), mu, logvar

    def means(self, images: Tensor, size: int = 250) -> Tensor:
        """Return the means of the codes, (N, L), in eval mode, on the CPU."""
        with evaluating(self):
            return torch.cat([self.encoder(part.to(self._device()))[0].cpu() for part in images.split(size)])

    def decode(self, latents: Tensor, size: int = 250) -> Tensor:
        """Return the images of latents (N, L), in eval mode, on the CPU."""
        with evaluating(self):
            return torch.cat([self.decoder(part.to(self._device())).cpu() for part in latents.split(size)])

    def reconstruct(self, images: Tensor) -> Tensor:
        """Return the images of the codes' means, in eval mode, on the CPU."""
        return self.decode(self.means(images))

    def sample(self, n: int) -> Tensor:
        """Return images of `n` standard-normal latents, in eval mode, on the CPU."""
        return self.decode(torch.randn(n, self.latent_dim))

    def _device(self) -> torch.device:
        return next(self.parameters()).device


@contextmanager
def evaluating(module: nn.Module) -> Iterator[None]:
    """Put a module into eval mode without gradients for a block; the mode of each part is put back."""
    modes = [(part, part.training) for part in module.modules()]
    module.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        for part, mode in modes:
            part.training = mode
