"""Tensors that change device or dtype: ``.to``, ``.cuda``, ``.cpu``, ``.type``, ``as_tensor``, ``copy_``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from autograder.pretend_cuda.badges import DTYPES, ON, SURELY_CPU, Args, Function, Kwargs, type_name, wearer
from autograder.pretend_cuda.handlers.kind import Handlers

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda


def move(mode: PretendCuda, x: Tensor, target: int | None, dtype: torch.dtype | None = None, **how: Any) -> Tensor:
    """Put `x` on device `target` (None: the CPU) as ``Tensor.to`` does: copy where something changes."""
    source = mode.badge(x)
    dtype = dtype or x.dtype
    if source == target and not how.get("copy"):
        out = x.to(dtype, **how)
        if target is not None and out is not x:
            mode.stamp(out, target)
        return out
    out = x.to(dtype, **{**how, "copy": True})
    if target is not None:
        mode.h2d += source is None
        mode.stamp(out, target)
    else:
        mode.d2h += source is not None
        mode.syncs += source is not None
        if mode.backward:
            setattr(wearer(out), ON, SURELY_CPU)
    return out


def _to(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, rest = args[0], args[1:]
    if "other" in kwargs or (rest and isinstance(rest[0], Tensor)):
        other = kwargs["other"] if "other" in kwargs else rest[0]
        how = {key: kwargs[key] for key in ("copy", "memory_format") if key in kwargs}
        return move(mode, x, mode.badge(other), other.dtype, **how)
    device, dtype = kwargs.get("device"), kwargs.get("dtype")
    flags = []  # non_blocking, copy
    for value in rest:
        if isinstance(value, bool):
            flags.append(value)
        elif isinstance(value, torch.dtype):
            dtype = value
        elif value is not None:
            device = value
    how = {}
    if kwargs.get("copy") or flags[1:] == [True]:
        how["copy"] = True
    if kwargs.get("memory_format") is not None:
        how["memory_format"] = kwargs["memory_format"]
    if device is None:
        return move(mode, x, mode.badge(x), dtype, **how)
    if not isinstance(device, int) and torch.device(device).type not in ("cpu", "cuda"):
        return func(*args, **kwargs)
    return move(mode, x, mode.resolve(device), dtype, **how)


def _cuda(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    device = args[1] if len(args) > 1 else kwargs.get("device")
    if device is None:
        device = "cuda"
    elif not isinstance(device, int) and torch.device(device).type != "cuda":
        raise RuntimeError(f"Invalid device, must be cuda device but got {torch.device(device)}")
    how = {"memory_format": kwargs["memory_format"]} if "memory_format" in kwargs else {}
    return move(mode, args[0], mode.resolve(device), **how)


def _cpu(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    if mode.badge(args[0]) is None:
        return func(*args, **kwargs)
    return move(mode, args[0], None, **kwargs)


def _type(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    x, wanted = args[0], args[1] if len(args) > 1 else kwargs.get("dtype")
    index = mode.badge(x)
    if wanted is None:
        return func(x) if index is None else type_name(x.dtype, True)
    if isinstance(wanted, torch.dtype):
        return move(mode, x, index, wanted)
    text = wanted if isinstance(wanted, str) else f"{wanted.__module__}.{wanted.__name__}"
    dtype = DTYPES[text.rsplit(".", 1)[-1].removesuffix("Tensor")]
    return move(mode, x, mode.resolve("cuda") if ".cuda." in text else None, dtype)


def _type_as(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    other = args[1] if len(args) > 1 else kwargs["other"]
    return move(mode, args[0], mode.badge(other), other.dtype)


def _as_tensor(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    if args and isinstance(args[0], Tensor) and set(kwargs) <= {"device", "dtype"}:
        device = kwargs.get("device")
        target = mode.badge(args[0]) if device is None else mode.resolve(device)
        return move(mode, args[0], target, kwargs.get("dtype"))
    return mode.run(func, func.__name__, args, kwargs)


def _copy(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    target = mode.badge(args[0])
    source = mode.badge(args[1]) if len(args) > 1 and isinstance(args[1], Tensor) else None
    mode.h2d += target is not None and source is None
    mode.d2h += target is None and source is not None
    return func(*args, **kwargs)


HANDLERS: Handlers = {
    Tensor.to: _to,
    Tensor.cuda: _cuda,
    Tensor.cpu: _cpu,
    Tensor.type: _type,
    Tensor.type_as: _type_as,
    Tensor.copy_: _copy,
    torch.as_tensor: _as_tensor,
    torch.asarray: _as_tensor,
}
