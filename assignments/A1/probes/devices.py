"""Probes for E14 of A1: machines with and without a usable device, and a nest to move."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import numpy as np
import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from kit.student import probe

Pair = namedtuple("Pair", ["image", "label"])


class _NoCuda(TorchFunctionMode):
    """Putting a tensor on a CUDA device raises, as on a machine without one."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        places = [place for place in (*args, kwargs.get("device")) if isinstance(place, (str, torch.device))]
        wanted = any(str(place).startswith("cuda") for place in places)
        if func is torch.device:  # naming a device is always possible
            return func(*args, **kwargs)
        if wanted or getattr(func, "__name__", "") == "cuda":
            raise RuntimeError("No CUDA GPUs are available")
        return func(*args, **kwargs)


@contextmanager
def _machine(usable: bool, built: bool) -> Iterator[None]:
    """Within the block torch says whether it is built with CUDA and whether a device is usable."""

    def current_accelerator(check_available: bool = False) -> torch.device | None:
        # Without the check only the build counts.
        return torch.device("cuda") if (usable if check_available else built) else None

    fakes: list[tuple[Any, str, Any]] = [
        (torch.cuda, "is_available", lambda: usable),
        (torch.cuda, "device_count", lambda: int(usable)),
        (torch.cuda, "_is_compiled", lambda: built),
        (torch.cuda, "_nvml_based_avail", lambda: False),
        (torch.backends.cuda, "is_built", lambda: built),
        (torch.version, "cuda", "13.0" if built else None),
        (torch._C, "_cuda_getDeviceCount", lambda: int(usable)),
    ]
    if hasattr(torch, "accelerator"):
        fakes += [
            (torch.accelerator, "is_available", lambda: usable),
            (torch.accelerator, "device_count", lambda: int(usable)),
            (torch.accelerator, "current_accelerator", current_accelerator),
        ]
    with ExitStack() as stack:
        for owner, name, value in fakes:
            if hasattr(owner, name) or owner is torch._C:
                stack.enter_context(mock.patch.object(owner, name, value, create=True))
        if not usable:
            stack.enter_context(_NoCuda())
        yield


@probe
def on_machine(get_device: Callable[[], Any], usable: bool, built: bool) -> dict[str, Any]:
    """Call get_device where a device is usable or not, whatever this machine has.

    Returns its type's name, its text, and whether torch's default device is another one afterwards.
    """
    before = torch.get_default_device()
    try:
        with _machine(usable, built):
            device = get_device()
        changed = torch.get_default_device() != before
    finally:
        torch.set_default_device(before if before.type != "cpu" else None)
    return {"kind": type(device).__name__, "text": str(device), "default_changed": changed}


def nest(sizes: list[int], device: str = "cpu") -> Any:
    """Return a nest of every container, with strings, None, numbers, an array and tensors on `device`."""
    a, b, c, d = (torch.zeros(size, size + 1, device=device) for size in sizes)
    label = torch.zeros(sizes[0], dtype=torch.int64, device=device)
    return {
        "names": ["seven", "two"],
        "input": a,
        "pair": Pair(b, label),
        "deep": [{"z": (c, None, 3), "a": 2.5}, [], ("text", [d, True])],
        7: None,
        "array": np.arange(3),
        "empty": {},
    }


def describe(value: Any) -> Any:
    """Return plain data on a nest: types, order of keys, devices, shapes, dtypes, values of the rest."""
    kind = type(value)
    if kind is Tensor:
        return ["Tensor", value.device.type, list(value.shape), str(value.dtype)]
    if kind is dict:
        return ["dict", [[key, describe(item)] for key, item in value.items()]]
    if kind in (list, tuple, Pair):
        return [kind.__name__, [describe(item) for item in value]]
    if kind is np.ndarray:
        return ["ndarray", value.tolist()]
    if kind in (str, int, float, bool, type(None)):
        return [kind.__name__, value]
    return [f"{kind.__module__}.{kind.__qualname__}", None]


@probe
def moved(to_device: Callable[..., Any], sizes: list[int], device: Any) -> dict[str, Any]:
    """Move a nest; describe the result, the argument before and after, and which containers are shared."""
    before_default = torch.get_default_device()
    batch = nest(sizes)
    first = describe(batch)
    try:
        result = to_device(batch, device)
        changed = torch.get_default_device() != before_default
    finally:
        torch.set_default_device(before_default if before_default.type != "cpu" else None)
    old = {id(part) for part in _containers(batch)}
    return {
        "result": describe(result),
        "before": first,
        "after": describe(batch),
        "shared": [type(part).__name__ for part in _containers(result) if id(part) in old],
        "array_kept": isinstance(result, dict) and result.get("array") is batch["array"],
        "default_changed": changed,
    }


def _containers(value: Any) -> Iterator[Any]:
    """Every dict and list of a nest."""
    if isinstance(value, (dict, list)):
        yield value
    if isinstance(value, (dict, list, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _containers(item)
