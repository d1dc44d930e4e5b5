"""``autocast("cuda")``: it turns on the CPU's autocast and keeps CUDA's list of float32 functions.

Known differences: mv, addmv, addr and what is made of them stay float32 (float16 on a GPU).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda.badges import Args, Kwargs, words
from autograder.pretend_cuda.errors import UNSAFE_TO_AUTOCAST
from autograder.pretend_cuda.undo import Undo

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

# What CUDA's autocast runs in float32 (the CPU's list is another), by Python name.
_IN_FLOAT32 = words(
    """softmax log_softmax softmin cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss kl_div
    poisson_nll_loss cosine_embedding_loss margin_ranking_loss hinge_embedding_loss triplet_margin_loss
    binary_cross_entropy_with_logits layer_norm group_norm norm cosine_similarity cdist pdist renorm sum prod
    cumsum cumprod exp expm1 log log10 log2 log1p pow rsqrt reciprocal acos asin cosh sinh tan erfinv dist
    softplus gaussian_nll_loss __pow__ __rpow__ ctc_loss logsumexp normalize"""
)
_LOW = (torch.float16, torch.bfloat16)


def cast(name: str, args: Args, kwargs: Kwargs) -> tuple[Args, Kwargs]:
    """Cast the arguments of a call on a device inside ``autocast("cuda")``."""
    if name == "binary_cross_entropy":
        raise RuntimeError(UNSAFE_TO_AUTOCAST)
    if name not in _IN_FLOAT32:
        return args, kwargs
    return tuple(map(_up, args)), {key: _up(value) for key, value in kwargs.items()}


def _up(value: Any) -> Any:
    return value.float() if isinstance(value, Tensor) and value.dtype in _LOW else value


def install(mode: PretendCuda, undo: Undo) -> None:
    """Make ``torch.autocast("cuda")`` work."""
    autocast: Any = torch.amp.autocast_mode.autocast
    enter, leave = autocast.__enter__, autocast.__exit__

    def enter_both(self: Any) -> Any:
        if self.device == "cuda":
            self._pretend_twin = autocast(
                "cpu", dtype=self.fast_dtype, enabled=self._enabled, cache_enabled=self._cache_enabled
            )
            enter(self._pretend_twin)
            self._pretend_before, mode.autocasting = mode.autocasting, int(self._enabled)
        return enter(self)

    def leave_both(self: Any, *exc: object) -> Any:
        out = leave(self, *exc)
        if self.device == "cuda":
            mode.autocasting = self._pretend_before
            leave(self._pretend_twin, *exc)
        return out

    undo.set(autocast, "__enter__", enter_both)
    undo.set(autocast, "__exit__", leave_both)
