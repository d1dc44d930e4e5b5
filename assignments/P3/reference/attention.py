"""Attention, blocks and the Vision Transformer as torch's own layers compute them."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

Weights = dict[str, Tensor]

NORMS, PROJECTIONS = ("norm1", "norm2"), ("q_proj", "k_proj", "v_proj")


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Output (B, N, V) and weights (B, N, M): those are the output for values that are the identity."""
    identity = torch.eye(k.shape[1], dtype=k.dtype).expand(len(k), -1, -1)
    out, weights = (F.scaled_dot_product_attention(q, k, values, attn_mask=mask) for values in (v, identity))
    return out, weights


def randn(*shape: int, scale: float = 1.0) -> Tensor:
    """Normal numbers in float64."""
    return scale * torch.randn(shape, dtype=torch.float64)


def linear_weights(name: str, inputs: int, outputs: int) -> Weights:
    """Random weight and bias of a linear layer."""
    return {f"{name}.weight": randn(outputs, inputs, scale=inputs**-0.5), f"{name}.bias": randn(outputs, scale=0.3)}


def norm_weights(name: str, dim: int) -> Weights:
    """Factors around 1 and shifts of a layer norm."""
    return {f"{name}.weight": 1 + randn(dim, scale=0.4), f"{name}.bias": randn(dim, scale=0.3)}


def attention_weights(dim: int, scale: float = 1.5, prefix: str = "") -> Weights:
    """Random weights of a self-attention; `scale` of queries and keys, so that weights are far from uniform."""
    found: Weights = {}
    for name in (*PROJECTIONS, "out_proj"):
        found |= linear_weights(prefix + name, dim, dim)
    for name in ("q_proj.weight", "k_proj.weight"):
        found[prefix + name] = scale * found[prefix + name]
    return found


def block_weights(dim: int, hidden: int, prefix: str = "") -> Weights:
    """Random weights of a block whose MLP has `hidden` units."""
    found = attention_weights(dim, prefix=f"{prefix}attn.")
    for name in NORMS:
        found |= norm_weights(prefix + name, dim)
    return found | linear_weights(f"{prefix}fc1", dim, hidden) | linear_weights(f"{prefix}fc2", hidden, dim)


def part(weights: Weights, prefix: str) -> Weights:
    """The weights whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in weights.items() if name.startswith(prefix)}


def self_attention(weights: Weights, heads: int, x: Tensor) -> tuple[Tensor, Tensor]:
    """Output (B, N, D) and weights (B, h, N, N) of torch's multi-head attention."""
    layer = nn.MultiheadAttention(x.shape[2], heads, batch_first=True).double()
    return _run(layer, _packed(weights), x, x, x, average_attn_weights=False)  # type: ignore[no-any-return]


def block(weights: Weights, heads: int, x: Tensor) -> tuple[Tensor, Tensor]:
    """Output (B, N, D) and attention (B, h, N, N) of torch's pre-norm encoder layer."""
    dim, hidden = x.shape[2], len(weights["fc1.bias"])
    layer = nn.TransformerEncoderLayer(dim, heads, hidden, 0.0, F.gelu, batch_first=True, norm_first=True).double()
    named = {f"self_attn.{name}": value for name, value in _packed(part(weights, "attn.")).items()}
    for new, old in (("norm1", "norm1"), ("norm2", "norm2"), ("linear1", "fc1"), ("linear2", "fc2")):
        named |= {f"{new}.{kind}": weights[f"{old}.{kind}"] for kind in ("weight", "bias")}
    normed = F.layer_norm(x, (dim,), weights["norm1.weight"], weights["norm1.bias"])
    return _run(layer, named, x), self_attention(part(weights, "attn."), heads, normed)[1]


def vit_weights(image_size: int, patch: int, channels: int, dim: int, depth: int, ratio: int, classes: int) -> Weights:
    """Random weights of a Vision Transformer."""
    tokens = (image_size // patch) ** 2 + 1
    found = linear_weights("patch_embed", channels * patch**2, dim)
    found |= {"cls_token": randn(1, 1, dim), "pos.table": randn(1, tokens, dim)}
    for number in range(depth):
        found |= block_weights(dim, ratio * dim, f"blocks.{number}.")
    return found | norm_weights("norm", dim) | linear_weights("head", dim, classes)


def vit(weights: Weights, patch: int, heads: int, depth: int, images: Tensor) -> tuple[Tensor, list[Tensor]]:
    """Logits (N, K) and the attention (N, h, T, T) of each block."""
    tokens = F.unfold(images, patch, stride=patch).transpose(1, 2)
    x = F.linear(tokens, weights["patch_embed.weight"], weights["patch_embed.bias"])
    x = torch.cat((weights["cls_token"].repeat(len(x), 1, 1), x), 1) + weights["pos.table"]
    maps = []
    for number in range(depth):
        x, seen = block(part(weights, f"blocks.{number}."), heads, x)
        maps.append(seen)
    x = F.layer_norm(x[:, 0], x.shape[2:], weights["norm.weight"], weights["norm.bias"])
    return F.linear(x, weights["head.weight"], weights["head.bias"]), maps


def rollout(maps: Tensor) -> Tensor:
    """Product of 0.5 * mean over heads + 0.5 * identity, last layer first: (L, B, h, T, T) to (B, T, T)."""
    mixed = (maps.mean(2) + torch.eye(maps.shape[-1], dtype=maps.dtype)) / 2
    samples = []
    for layers in mixed.unbind(1):
        flow = torch.eye(maps.shape[-1], dtype=maps.dtype)
        for layer in layers:  # a row vector would pass the last layer first
            flow = layer @ flow
        samples.append(flow)
    return torch.stack(samples)


def _packed(weights: Weights) -> Weights:
    """The names of torch's multi-head attention."""
    packed = {
        f"in_proj_{kind}": torch.cat([weights[f"{name}.{kind}"] for name in PROJECTIONS]) for kind in ("weight", "bias")
    }
    return packed | part_with(weights, "out_proj.")


def part_with(weights: Weights, prefix: str) -> Weights:
    """The weights whose names begin with `prefix`, under these names."""
    return {name: value for name, value in weights.items() if name.startswith(prefix)}


def _run(layer: nn.Module, weights: Weights, *inputs: Tensor, **options: Any) -> Any:
    """The layer with these weights; differentiable in them and in the inputs."""
    return torch.func.functional_call(layer, weights, inputs, options, strict=True)
