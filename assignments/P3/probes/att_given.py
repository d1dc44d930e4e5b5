"""Attention and its parts in a given version, so that an earlier mistake counts once.

Written from sums over named axes, head by head: not as the exercises are meant to be solved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from kit.student import probe


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Output (..., N, V) and weights (..., N, M)."""
    scores = torch.einsum("...nd,...md->...nm", q * q.shape[-1] ** -0.5, k)
    allowed = torch.ones_like(scores, dtype=torch.bool) if mask is None else mask.expand(scores.shape)
    top = torch.where(allowed, scores, -torch.inf).amax(-1, keepdim=True).nan_to_num(neginf=0.0).detach()
    raised = torch.where(allowed, scores - top, 0.0).exp() * allowed
    total = raised.sum(-1, keepdim=True)
    weights = raised / torch.where(total > 0, total, 1.0)
    return torch.einsum("...nm,...mv->...nv", weights, v), weights


class SelfAttention(nn.Module):
    """``q_proj``, ``k_proj``, ``v_proj``, ``out_proj``; ``forward(x, return_weights=False)``."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        if dim % heads != 0:
            raise ValueError(f"{dim} is no multiple of {heads}")
        self.heads = heads
        for name in ("q_proj", "k_proj", "v_proj", "out_proj"):
            setattr(self, name, nn.Linear(dim, dim))

    def forward(self, x: Tensor, return_weights: bool = False) -> Any:
        """Each head adds what its columns of ``out_proj`` make of its output."""
        parts = [
            zip(layer.weight.chunk(self.heads), layer.bias.chunk(self.heads), strict=True)
            for layer in (self.q_proj, self.k_proj, self.v_proj)
        ]
        total, seen = self.out_proj.bias, []
        for *projections, onto in zip(*parts, self.out_proj.weight.chunk(self.heads, 1), strict=True):
            found, weights = attend(*(F.linear(x, weight, bias) for weight, bias in projections))
            total = total + found @ onto.T
            seen.append(weights)
        return (total, torch.stack(seen, 1)) if return_weights else total


class Positions(nn.Module):
    """``table`` (1, N, D), a parameter or a buffer, added to x."""

    def __init__(self, num_tokens: int, dim: int, kind: str = "learned") -> None:
        super().__init__()
        if kind == "learned":
            self.table = nn.Parameter(0.02 * torch.randn(1, num_tokens, dim))
        else:
            self.register_buffer("table", sinusoid(num_tokens, dim)[None])

    def forward(self, x: Tensor) -> Tensor:
        """Add the table to each sample."""
        return torch.add(x, self.table)


class Block(nn.Module):
    """``norm1``, ``norm2``, ``attn``, ``fc1``, ``fc2``; ``forward(x, return_weights=False)``."""

    def __init__(self, dim: int, heads: int, mlp_ratio: int = 4, dropout: float = 0.0) -> None:
        super().__init__()
        self.attn, self.dropout = SelfAttention(dim, heads), dropout
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.fc1, self.fc2 = nn.Linear(dim, int(mlp_ratio * dim)), nn.Linear(int(mlp_ratio * dim), dim)

    def forward(self, x: Tensor, return_weights: bool = False) -> Any:
        """Both branches, each added to what came in."""
        found, weights = self.attn(self.norm1(x), return_weights=True)
        x = x + F.dropout(found, self.dropout, self.training)
        unit = self.fc1(self.norm2(x))
        unit = unit * (1 + torch.erf(unit * 0.5**0.5)) / 2
        x = x + F.dropout(self.fc2(unit), self.dropout, self.training)
        return (x, weights) if return_weights else x


class Transformer(nn.Module):
    """A ViT with the names of the contract; for what is written on top of one."""

    def __init__(
        self, image_size: int, patch_size: int, in_channels: int, dim: int, depth: int, heads: int, dropout: float
    ) -> None:
        super().__init__()
        tokens = (image_size // patch_size) ** 2 + 1
        self.patch_size = patch_size
        self.patch_embed = nn.Linear(in_channels * patch_size**2, dim)
        self.cls_token = nn.Parameter(torch.randn(1, 1, dim))
        self.pos = Positions(tokens, dim)
        self.blocks = nn.ModuleList(Block(dim, heads, 2, dropout) for _ in range(depth))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, 4)

    def forward(self, images: Tensor, return_attention: bool = False) -> Any:
        """Logits, with `return_attention` also maps (L, N, h, T, T)."""
        x = self.pos(attach(self.patch_embed(cut(images, self.patch_size)), self.cls_token))
        maps = []
        for one in self.blocks:
            x, seen = one(x, return_weights=True)
            maps.append(seen)
        logits = self.head(self.norm(x[:, 0]))
        return (logits, torch.stack(maps)) if return_attention else logits


def sinusoid(length: int, dim: int) -> Tensor:
    """The table (length, dim), from complex numbers."""
    rates = 10000.0 ** (-np.arange(0, dim, 2) / dim)
    turned = np.exp(1j * np.outer(np.arange(length), rates))
    pairs = np.stack((turned.imag, turned.real), -1).reshape(length, -1)[:, :dim]
    return torch.from_numpy(pairs.copy()).float()


def attach(tokens: Tensor, cls_token: Tensor) -> Tensor:
    """CLS (1, 1, D) in front of the tokens (B, N, D)."""
    return F.pad(tokens, (0, 0, 1, 0)) + F.pad(cls_token, (0, 0, 0, tokens.shape[1]))


def cut(images: Tensor, patch_size: int) -> Tensor:
    """Patches (N, T, C*P*P)."""
    return F.unfold(images, patch_size, stride=patch_size).transpose(1, 2)


@probe
def scaled_dot_product_attention() -> Callable[..., tuple[Tensor, Tensor]]:
    """Return E8's function."""
    return attend


@probe
def multi_head() -> type[nn.Module]:
    """Return E9's class."""
    return SelfAttention


@probe
def sinusoidal_encoding() -> Callable[[int, int], Tensor]:
    """Return E10's first function."""
    return sinusoid


@probe
def positional_embedding() -> type[nn.Module]:
    """Return E10's class."""
    return Positions


@probe
def prepend_cls() -> Callable[[Tensor, Tensor], Tensor]:
    """Return E10's last function."""
    return attach


@probe
def transformer_block() -> type[nn.Module]:
    """Return E11's class."""
    return Block


@probe
def patchify() -> Callable[[Tensor, int], Tensor]:
    """Return E6's first function."""
    return cut


@probe
def vit(*sizes: int, dropout: float = 0.0) -> nn.Module:
    """Return a ViT: image size, patch size, channels, dim, depth, heads."""
    return Transformer(*sizes, dropout=dropout)
