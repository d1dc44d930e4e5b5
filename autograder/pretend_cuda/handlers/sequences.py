"""Recurrent layers, packed sequences and CTC: some of their arguments belong on the CPU."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda.badges import DTYPE_NAMES, Args, Function, Kwargs, tensors_in
from autograder.pretend_cuda.handlers.kind import Handlers
from autograder.pretend_cuda.rules import RECURRENT

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

_VF: Any = torch._C._VariableFunctions


def _pack(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, lengths = args[:2]
    at = mode.badge(lengths)
    if at is not None:
        raise RuntimeError(
            "'lengths' argument should be a 1D CPU int64 tensor, but got "
            f"{lengths.dim()}D cuda:{at} {DTYPE_NAMES.get(lengths.dtype)} tensor"
        )
    return _first_badged(mode, func, args, kwargs, x)  # the batch sizes stay on the CPU


def _pad(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    return _first_badged(mode, func, args, kwargs, args[0])  # the lengths stay on the CPU


def _first_badged(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs, like: Tensor) -> Any:
    out, index = func(*args, **kwargs), mode.badge(like)
    if index is not None:
        mode.stamp(out[0], index)
    return out


def _recurrent(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    sizes = args[1]
    packed = isinstance(sizes, Tensor) and sizes.dtype == torch.int64 and mode.badge(sizes) is None
    if not packed:
        return mode.run(func, func.__name__, args, kwargs)
    found = {mode.badge(t) for t in tensors_in((args[0], *args[2:]))}
    if len(found) > 1:
        mode.refuse(func, func.__name__, args, kwargs, *sorted(found, key=str)[:2])
    (index,) = found
    mode.count(index)
    out = func(*args, **kwargs)
    return out if index is None else mode.stamp(out, index)


def _never(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    return False


def _ctc(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    """Lengths and targets may be on the CPU, but log-probabilities may not be left there alone."""
    log_probs, targets = (args[i] if len(args) > i else kwargs[key] for i, key in enumerate(("log_probs", "targets")))
    index = mode.badge(log_probs)
    if index is None and isinstance(targets, Tensor) and mode.badge(targets) is not None:
        mode.refuse(func, "ctc_loss", args, kwargs, mode.badge(targets), None)
    out = func(*args, **kwargs)
    return out if index is None else mode.stamp(out, index)


HANDLERS: Handlers = {
    _VF._pack_padded_sequence: _pack,
    _VF._pad_packed_sequence: _pad,
    torch.ctc_loss: _ctc,
    torch.nn.functional.ctc_loss: _ctc,
    **{getattr(_VF, name): _recurrent for name in RECURRENT},
    **{
        getattr(_VF, name): _never
        for name in ("_cudnn_rnn_flatten_weight", "_use_cudnn_rnn_flatten_weight")
        if hasattr(_VF, name)
    },
}
