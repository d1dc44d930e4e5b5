"""CUDA's error texts, with the arguments and their devices added where they are known."""

from __future__ import annotations

import functools
import inspect
from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor

from autograder.pretend_cuda.badges import (
    DTYPE_NAMES,
    Args,
    Function,
    Kwargs,
    tensors_in,
    type_name,
)
from autograder.pretend_cuda.rules import CONVOLUTIONS, RECURRENT

DeviceOf = Callable[[Tensor], torch.device]

FORKED = (
    "Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must "
    "use the 'spawn' start method"
)
UNSAFE_TO_AUTOCAST = (
    "torch.nn.functional.binary_cross_entropy and torch.nn.BCELoss are unsafe to autocast.\n"
    "Many models use a sigmoid layer right before the binary cross entropy layer.\n"
    "In this case, combine the two layers using torch.nn.functional.binary_cross_entropy_with_logits"
)
LONG_LIST = 4
OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "div": "/", "truediv": "/", "floordiv": "//", "mod": "%",
    "pow": "**", "matmul": "@", "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
    "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
}  # fmt: skip


def cuda_error(text: str) -> RuntimeError:
    """Make the driver's own kind of error."""
    return torch.AcceleratorError(f"CUDA error: {text}")


def mismatch(
    func: Function, name: str, args: Args, kwargs: Kwargs, found: tuple[str, str], device_of: DeviceOf
) -> RuntimeError:
    """Make the error of a call whose tensors lie on the two devices `found`."""
    where = describe(func, name, args, kwargs, device_of)
    if name in CONVOLUTIONS and len(args) + len(kwargs) > 1:
        x, weight = args[0] if args else kwargs["input"], args[1] if len(args) > 1 else kwargs["weight"]
        if device_of(x).type != device_of(weight).type:
            kinds = [type_name(t.dtype, device_of(t).type == "cuda") for t in (x, weight)]
            return RuntimeError(f"Input type ({kinds[0]}) and weight type ({kinds[1]}) should be the same ({where})")
    if name in RECURRENT:
        return _recurrent(args, device_of)
    return same_device(found, where)


def same_device(found: tuple[str, str], where: str) -> RuntimeError:
    """Make the usual error, with `where`, words for what lies on which device."""
    return RuntimeError(
        "Expected all tensors to be on the same device, but found at least two devices, "
        f"{found[0]} and {found[1]}! ({where})"
    )


def _recurrent(args: Args, device_of: DeviceOf) -> RuntimeError:
    """``lstm(input, hidden, weights, ...)``; packed: ``lstm(input, sizes, hidden, weights, ...)``."""
    x, packed = args[0], not isinstance(args[3], bool)
    start = "are not at the same device, found input tensor at"
    at = device_of(x)
    for t in tensors_in(args[3] if packed else args[2]):
        if device_of(t) != at:
            return RuntimeError(f"Input and parameter tensors {start} {at} and parameter tensor at {device_of(t)}")
    hidden = next(t for t in tensors_in(args[2] if packed else args[1]) if device_of(t) != at)
    return RuntimeError(f"Input and hidden tensors {start} {at} and hidden tensor at {device_of(hidden)}")


def index_mismatch(x: Tensor, index: Tensor, device_of: DeviceOf) -> RuntimeError:
    """Make the error of ``x[index]`` with an index on another device."""
    return RuntimeError(
        "indices should be either on cpu or on the same device as the indexed tensor "
        f"({device_of(x)}); the index {tuple(index.shape)} is on {device_of(index)}"
    )


def lacking(name: str, dtype: torch.dtype | None) -> NotImplementedError:
    """Make the error of a call that CUDA does not have."""
    if name.startswith("histogram"):
        return NotImplementedError(f"Could not run 'aten::{name}' with arguments from the 'CUDA' backend.")
    return NotImplementedError(f"\"addmm_cuda\" not implemented for '{DTYPE_NAMES.get(dtype or torch.int64)}'")


def describe(func: Function, name: str, args: Args, kwargs: Kwargs, device_of: DeviceOf) -> str:
    """Put into words, like ``in linear: input (64, 8) on cpu, weight (16, 8) on cuda:0``."""
    parts = []
    title, names = _operator(name) or (name, _parameters(func, name))
    for i, value in enumerate(args):
        word = names[i] if i < len(names) else f"argument {i + 1}"
        parts.append(_place(word, value, device_of))
    parts += [_place(word, value, device_of) for word, value in kwargs.items()]
    return f"in {title}: {', '.join(part for part in parts if part)}"


def _place(word: str, value: object, device_of: DeviceOf) -> str:
    if isinstance(value, Tensor):
        return f"{word} {tuple(value.shape)} on {device_of(value)}"
    found = tensors_in(value)
    if len(found) <= LONG_LIST:
        return ", ".join(f"{word}[{i}] {tuple(t.shape)} on {device_of(t)}" for i, t in enumerate(found))
    counts = Counter(str(device_of(t)) for t in found)
    return f"of the {len(found)} tensors in {word} " + " and ".join(f"{n} on {at}" for at, n in counts.items())


def _operator(name: str) -> tuple[str, tuple[str, ...]] | None:
    """Name the operator and its operands as in the student's line: ``left + right`` for ``__add__``."""
    if not name.startswith("__"):
        return None
    word = name.strip("_")
    if word in OPERATORS:
        return f"left {OPERATORS[word]} right", ("left", "right")
    if word[1:] in OPERATORS:
        sign = OPERATORS[word[1:]]
        if word[0] == "r":
            return f"left {sign} right", ("right", "left")
        if word[0] == "i":
            return f"left {sign}= right", ("left", "right")
    return None


@functools.lru_cache(maxsize=1024)
def _parameters(func: Function, name: str) -> tuple[str, ...]:
    """Find the names of a torch function's parameters in order, as far as they can be found out."""
    try:
        signature = inspect.signature(func)
    except (TypeError, ValueError):
        overloads = torch._C._jit_get_schemas_for_operator(f"aten::{name}")
        if not overloads:
            return ()
        return tuple(argument.name for argument in overloads[0].arguments)
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return tuple(p.name for p in signature.parameters.values() if p.kind in positional)
