"""The badge: a mark on a tensor's *storage* that says on which pretended device its memory lies.

PyTorch keeps a storage's Python attributes as long as the C++ storage lives, and views, ``detach()``,
``.data``, ``nn.Parameter(t)``, ``module.to()`` and tensors saved for backward share the storage: the badge
goes where the memory goes. It is the index of the device, which means the same to every `PretendCuda`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

Function = Callable[..., Any]
Args = tuple[Any, ...]
Kwargs = dict[str, Any]

CPU = torch.device("cpu")
ON = "_pretend_cuda"
PINNED = "_pretend_cuda_pinned"
# During a backward pass a tensor without a badge was made by the autograd engine, so it counts as being on
# the loss's device. This badge says that it was not: it is the CPU's.
SURELY_CPU = -1
NESTING = 3

Lazy: Any = torch.nn.parameter.UninitializedTensorMixin  # type: ignore[attr-defined]
_storage = torch._C.TensorBase.untyped_storage

DTYPE_NAMES = {
    torch.float32: "Float",
    torch.float64: "Double",
    torch.float16: "Half",
    torch.bfloat16: "BFloat16",
    torch.int64: "Long",
    torch.int32: "Int",
    torch.int16: "Short",
    torch.int8: "Char",
    torch.uint8: "Byte",
    torch.bool: "Bool",
}
DTYPES = {name: dtype for dtype, name in DTYPE_NAMES.items()}


def words(text: str) -> frozenset[str]:
    """Split a table of names."""
    return frozenset(text.split())


def wearer(t: Tensor) -> Any:
    """Return what wears the badge of `t`: its storage, or `t` itself where it has none (sparse tensors)."""
    try:
        return _storage(t)
    except (NotImplementedError, RuntimeError, ValueError):
        if isinstance(t, Lazy):
            with torch._C.DisableTorchFunctionSubclass():
                return _storage(t)
        if torch._C._functorch.is_functorch_wrapped_tensor(t):
            return wearer(torch._C._functorch.get_unwrapped(t))
        return t


def type_name(dtype: torch.dtype, on_cuda: bool) -> str:
    """Return what ``t.type()`` says, like ``torch.cuda.FloatTensor``."""
    return f"torch.{'cuda.' if on_cuda else ''}{DTYPE_NAMES.get(dtype, '')}Tensor"


def tensors_in(value: Any, depth: int = 0) -> list[Tensor]:
    """Find the tensors in `value`: itself, or those in lists and tuples nested up to three deep."""
    if isinstance(value, Tensor):
        return [value]
    if isinstance(value, (list, tuple)) and depth <= NESTING:
        return [t for item in value for t in tensors_in(item, depth + 1)]
    return []


def tensor_arguments(args: Args, kwargs: Kwargs) -> list[Tensor]:
    """Find all tensors among the arguments of a call, in order."""
    found: list[Tensor] = []
    _collect(args, found)
    if kwargs:
        _collect(kwargs.values(), found)
    return found


def _collect(values: Iterable[Any], found: list[Tensor]) -> None:
    for value in values:
        if isinstance(value, Tensor):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            found.extend(tensors_in(value))
