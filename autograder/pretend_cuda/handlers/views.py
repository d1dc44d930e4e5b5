"""What a tensor says about itself: where it is, its type, its text, its values as numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda.badges import PINNED, Args, Function, Kwargs, type_name, wearer, words
from autograder.pretend_cuda.handlers.kind import Handlers, plain
from autograder.pretend_cuda.handlers.moves import move

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

_slots: Any = Tensor
# Not work on a device, and nothing comes out that would need a badge.
_QUESTIONS = words(
    """size dim stride numel nelement ndimension element_size storage_offset is_contiguous
    is_floating_point is_complex is_signed data_ptr untyped_storage storage _typed_storage requires_grad_
    retain_grad __len__ __hash__ register_post_accumulate_grad_hook"""
)


def _device(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    return mode.device_of(args[0])


def _is_cuda(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    return mode.badge(args[0]) is not None


def _is_cpu(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    return mode.badge(args[0]) is None and func(*args)


def _get_device(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    index = mode.badge(args[0])
    return -1 if index is None else index


def _repr(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    index, text = mode.badge(args[0]), func(*args, **kwargs)
    if index is None:
        return text
    places = (text.rfind(word) for word in (", dtype=", ", grad_fn=", ", requires_grad="))
    at = min((place for place in places if place > 0), default=text.rfind(")"))
    return f"{text[:at]}, device='cuda:{index}'{text[at:]}"


def _format(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    if args[0].dim() and not (args[1:] and args[1]):
        return _repr(mode, Tensor.__repr__, args[:1], {})
    return func(*args, **kwargs)


def _numpy(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    index = mode.badge(args[0])
    if index is None:
        return func(*args, **kwargs)
    if kwargs.get("force"):
        return func(move(mode, args[0].detach(), None), **kwargs)
    if func == Tensor.__dlpack__:
        raise BufferError("pretend_cuda: CUDA tensors cannot be exported to a CPU consumer")
    raise TypeError(
        f"can't convert cuda:{index} device type tensor to numpy. Use Tensor.cpu() to copy "
        "the tensor to host memory first."
    )


def _pin_memory(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x = args[0]
    if mode.badge(x) is not None:
        raise RuntimeError(f"cannot pin '{type_name(x.dtype, True)}' only dense CPU tensors can be pinned")
    if not getattr(wearer(x), PINNED, False):
        x = x.clone()
        setattr(wearer(x), PINNED, True)
    return x


def _is_pinned(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    return getattr(wearer(args[0]), PINNED, False)


def _cpu_only(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    if mode.badge(args[0]) is not None:
        raise TypeError(f"{func.__name__} is only implemented on CPU tensors")
    return func(*args, **kwargs)


HANDLERS: Handlers = {
    Tensor.device.__get__: _device,
    _slots.is_cuda.__get__: _is_cuda,
    _slots.is_cpu.__get__: _is_cpu,
    Tensor.get_device: _get_device,
    torch.get_device: _get_device,
    Tensor.__repr__: _repr,
    Tensor.__str__: _repr,
    Tensor.__format__: _format,
    Tensor.numpy: _numpy,
    Tensor.__array__: _numpy,
    Tensor.__dlpack__: _numpy,
    Tensor.pin_memory: _pin_memory,
    Tensor.is_pinned: _is_pinned,
    Tensor.apply_: _cpu_only,
    Tensor.map_: _cpu_only,
    **{getattr(Tensor, name): plain for name in _QUESTIONS if hasattr(Tensor, name)},
    **dict.fromkeys(
        [
            torch._C._set_grad_enabled,
            torch.broadcast_tensors,
            torch.atleast_1d,
            torch.atleast_2d,
            torch.atleast_3d,
        ],
        plain,
    ),
}
