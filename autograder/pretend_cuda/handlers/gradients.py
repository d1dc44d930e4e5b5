"""``.grad``, ``backward``, ``autograd.grad`` and hooks: the engine's tensors get a badge when seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda.badges import Args, Function, Kwargs, tensors_in
from autograder.pretend_cuda.handlers.kind import Handlers, plain

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

_grad_slot: Any = Tensor.grad


def _grad(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    grad, index = func(*args, **kwargs), mode.badge(args[0])
    if grad is not None and index is not None:
        mode.stamp(grad, index)
    return grad


def _set_grad(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    grad = args[1] if len(args) > 1 else None
    if isinstance(grad, Tensor) and mode.device_of(grad) != mode.device_of(args[0]):
        raise RuntimeError(
            "assigned grad has data located on a different device "
            f"({mode.device_of(grad)}, the tensor is on {mode.device_of(args[0])})"
        )
    return func(*args, **kwargs)


def _autograd_grad(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    out = func(*args, **kwargs)
    inputs = tensors_in([args[1] if len(args) > 1 else kwargs["inputs"]])
    for grad, x in zip(out, inputs, strict=False):
        index = mode.badge(x)
        if grad is not None and index is not None:
            mode.stamp(grad, index)
    return out


def _register_hook(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, hook = args[0], args[1] if len(args) > 1 else kwargs["hook"]
    index = mode.badge(x)
    if index is None:
        return func(x, hook)
    return func(x, lambda grad: hook(mode.stamp(grad, index)))


HANDLERS: Handlers = {
    _grad_slot.__get__: _grad,
    _grad_slot.__set__: _set_grad,
    Tensor.backward: plain,
    Tensor.register_hook: _register_hook,
    torch.autograd.grad: _autograd_grad,
}
