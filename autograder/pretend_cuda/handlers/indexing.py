"""``x[index]`` and ``x[index] = value``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda import errors
from autograder.pretend_cuda.badges import Args, Function, Kwargs, tensors_in
from autograder.pretend_cuda.handlers.kind import Handlers

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda


def _getitem(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, index = args
    on = mode.badge(x)
    mode.count(on)
    if isinstance(index, (Tensor, tuple, list)):
        _check_indices(mode, x, tensors_in(index))
    out = func(*args, **kwargs)
    return out if on is None else mode.stamp(out, on)


def _setitem(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, index, value = args
    mode.count(mode.badge(x))
    if isinstance(index, (Tensor, tuple, list)):
        indices = tensors_in(index)
        has_list = isinstance(index, list) or (isinstance(index, tuple) and any(isinstance(i, list) for i in index))
        if has_list or any(t.dim() for t in indices):  # it is an index_put_, otherwise a copy_
            _check_put(mode, x, indices, value)
    return func(*args, **kwargs)


def _index_put(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, index = args[0], args[1] if len(args) > 1 else kwargs["indices"]
    value, on = args[2] if len(args) > 2 else kwargs["values"], mode.badge(args[0])
    _check_put(mode, x, tensors_in(index), value)
    mode.count(on)
    out = func(*args, **kwargs)
    return out if on is None else mode.stamp(out, on)


def _check_indices(mode: PretendCuda, x: Tensor, indices: list[Tensor]) -> None:
    on = mode.badge(x)
    for t in indices:
        at = mode.badge(t)
        if at is not None and at != on and not (t.dim() == 0 and t.dtype != torch.bool):
            raise errors.index_mismatch(x, t, mode.device_of)


def _check_put(mode: PretendCuda, x: Tensor, indices: list[Tensor], value: Any) -> None:
    if mode.badge(x) is not None:  # a CPU tensor takes CUDA indices here
        _check_indices(mode, x, indices)
    if isinstance(value, Tensor) and value.dim() and mode.badge(value) != mode.badge(x):
        here, there = mode.device_of(x), mode.device_of(value)
        raise errors.same_device(
            (str(here), str(there)),
            f"in x[index] = value: x {tuple(x.shape)} on {here}, value {tuple(value.shape)} on {there}",
        )


HANDLERS: Handlers = {
    Tensor.__getitem__: _getitem,
    Tensor.__setitem__: _setitem,
    Tensor.index_put: _index_put,
    Tensor.index_put_: _index_put,
    torch.index_put: _index_put,
    torch.index_put_: _index_put,
}
