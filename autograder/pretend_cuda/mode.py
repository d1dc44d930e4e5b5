"""The mode that sees every Python-level torch call and applies CUDA's placement rules to it."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from typing import Any, NoReturn

import torch
import torch._dynamo  # optimizers import it: do so before torch.cuda is patched
import torch.utils._device
from torch import Tensor
from torch.overrides import TorchFunctionMode, _get_current_function_mode_stack

from autograder.pretend_cuda import amp, errors, rules
from autograder.pretend_cuda.badges import (
    CPU,
    ON,
    SURELY_CPU,
    Args,
    Function,
    Kwargs,
    Lazy,
    tensor_arguments,
    tensors_in,
    wearer,
)
from autograder.pretend_cuda.handlers import HANDLERS
from autograder.pretend_cuda.patches import install
from autograder.pretend_cuda.recorder import Recorder
from autograder.pretend_cuda.undo import Undo

_FACTORIES = frozenset(torch.utils._device._device_constructors())
_ACCESSORS = frozenset(["__get__", "__set__", "__delete__"])
_NONE: frozenset[int] = frozenset()


class PretendCuda(Recorder, TorchFunctionMode):
    """CUDA devices that are not there: real CPU arithmetic under CUDA's placement rules.

    While it is entered, ``torch.cuda`` reports `device_count` devices, tensors can be moved to them, and
    calls that mix devices raise what CUDA raises. It may be left and entered again. Outside of it all tensors
    are ordinary CPU tensors; those once on a device are there again under every later instance.

    Parameters
    ----------
    device_count
        How many devices to pretend.
    name
        What ``torch.cuda.get_device_name()`` says.
    """

    def __init__(self, device_count: int = 1, name: str = "Pretend GPU (CPU arithmetic)") -> None:
        TorchFunctionMode.__init__(self)
        Recorder.__init__(self, device_count)
        self.name = name
        self.current = 0
        self.autocasting = 0  # how deep in enabled autocast("cuda")
        # The device and the thread of each backward pass under way.
        self.backward: list[tuple[int | None, int]] = []
        self._process = os.getpid()
        self._depth = 0
        self._undo = Undo()

    def __enter__(self) -> PretendCuda:
        if self._depth == 0:
            self._process = os.getpid()
            self.current = self.autocasting = 0
            self.backward.clear()
            with contextlib.ExitStack() as failed:
                failed.callback(self._undo.close)
                install(self, self._undo)
                failed.pop_all()
        self._depth += 1
        TorchFunctionMode.__enter__(self)
        return self

    def __exit__(self, *exc: object) -> None:
        TorchFunctionMode.__exit__(self, *exc)
        self._depth -= 1
        if self._depth == 0:
            self._undo.close()

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Put the mode in force in this thread, if it is not already."""
        stack = _get_current_function_mode_stack()
        if any(mode is self for mode in stack):
            yield
            return
        TorchFunctionMode.__enter__(self)
        try:
            yield
        finally:
            TorchFunctionMode.__exit__(self, None, None, None)

    def device_of(self, t: Tensor) -> torch.device:
        """Return the device on which `t` counts as being."""
        index = self.badge(t)
        return t.device if index is None else torch.device("cuda", index)

    def badge(self, t: Tensor) -> int | None:
        """Return the index of the device of `t`; None on the CPU (and on other real devices)."""
        host = wearer(t)
        index: int | None = vars(host).get(ON)
        if index is None:
            if self.in_backward() and t.device.type == "cpu":  # made by the autograd engine
                index = self.backward[-1][0]
                if index is not None:
                    setattr(host, ON, index)
            return index
        if index == SURELY_CPU:
            return None
        if self.is_forked():
            raise RuntimeError(errors.FORKED)
        return index

    def is_forked(self) -> bool:
        """Whether this is a child of the process that entered the mode: CUDA does not work there."""
        return self._process != os.getpid()

    def in_backward(self) -> bool:
        """Whether this thread is inside a backward pass."""
        return bool(self.backward) and self.backward[-1][1] == threading.get_ident()

    def stamp(self, out: Any, index: int, skip: frozenset[int] = _NONE) -> Any:
        """Put the badge on all tensors in `out` without one, except those whose storage's id is in `skip`."""
        if isinstance(out, Tensor):
            host = wearer(out)
            if vars(host).get(ON, SURELY_CPU) == SURELY_CPU and id(host) not in skip and out.device.type == "cpu":
                if self.is_forked():
                    raise RuntimeError(errors.FORKED)
                setattr(host, ON, index)
                self.placed[index] += 1 if host is out else host.nbytes() or 1
        elif isinstance(out, (tuple, list)):
            for item in out:
                self.stamp(item, index, skip)
        elif isinstance(out, dict):
            for item in out.values():
                self.stamp(item, index, skip)
        return out

    def resolve(self, device: Any) -> int | None:
        """Return the index of a pretended device; None for a real one."""
        if isinstance(device, int):
            device = torch.device("cuda", device)
        elif not isinstance(device, torch.device):
            device = torch.device(device)
        if device.type != "cuda":
            return None
        index: int = self.current if device.index is None else device.index
        if index >= self.device_count:
            raise errors.cuda_error("invalid device ordinal")
        if self.is_forked():
            raise RuntimeError(errors.FORKED)
        return index

    def refuse(self, func: Function, name: str, args: Args, kwargs: Kwargs, *found: int | None) -> NoReturn:
        """Raise CUDA's error for tensors on the two devices `found`."""
        first, second = ("cpu" if index is None else f"cuda:{index}" for index in found)
        raise errors.mismatch(func, name, args, kwargs, (first, second), self.device_of)

    def __torch_function__(self, func: Function, types: Any, args: Args = (), kwargs: Kwargs | None = None) -> Any:
        handler = HANDLERS.get(func)
        if handler is not None:
            return handler(self, func, args, kwargs or {})
        name = getattr(func, "__name__", "")
        if name in _ACCESSORS:
            return func(*args, **(kwargs or {}))
        return self.run(func, name, args, kwargs or {})

    def run(self, func: Function, name: str, args: Args, kwargs: Kwargs) -> Any:
        """Check where the arguments are, run the call on the CPU, badge what comes out."""
        tensors = tensor_arguments(args, kwargs)
        index, cpu = None, None  # the CUDA tensors' device, and the CPU tensor of most dimensions
        for t in tensors:
            on = self.badge(t)
            if on is None:
                if isinstance(t, Lazy):
                    return func(*args, **kwargs)
                if cpu is None or t.dim() > 0:
                    cpu = t
            elif index is None:
                index = on
            elif on != index and name not in rules.MAY_MIX:
                self.refuse(func, name, args, kwargs, index, on)
        skip = _NONE
        if index is not None and cpu is not None:
            if name in rules.MAY_MIX:
                first = tensors_in(args)
                index = self.badge(first[0]) if first else index
            elif cpu.device.type == "cpu":
                if not rules.is_legal(name, args, kwargs, cpu, self.badge):
                    self.refuse(func, name, args, kwargs, index, None)
                skip = frozenset(id(wearer(t)) for t in tensors if self.badge(t) is None)
        index, kwargs = self._placement(func, name, args, kwargs, index, bool(tensors))
        self.count(index)
        if index is None:
            out = func(*args, **kwargs)
            if self.backward and self.in_backward() and isinstance(out, Tensor):
                setattr(wearer(out), ON, SURELY_CPU)
            return out
        self.syncs += name in rules.WAITS
        if name in rules.CUDA_LACKS and rules.lacks(name, tensors):
            raise errors.lacking(name, tensors[0].dtype if tensors else None)
        if self.autocasting:
            args, kwargs = amp.cast(name, args, kwargs)
        if torch.utils._device.CURRENT_DEVICE is None:
            return self.stamp(func(*args, **kwargs), index, skip)
        with torch._C.DisableTorchFunction():  # shuts out set_default_device("cuda")
            return self.stamp(func(*args, **kwargs), index, skip)

    def _placement(
        self, func: Function, name: str, args: Args, kwargs: Kwargs, index: int | None, has_tensors: bool
    ) -> tuple[int | None, Kwargs]:
        """Where the result will be, and the keyword arguments for the run on the CPU."""
        if kwargs.get("device") is not None:
            wanted = self.resolve(kwargs["device"])
            if wanted is not None:
                kwargs = {**kwargs, "device": CPU}
                self.h2d += index is None and has_tensors
            index = wanted
        elif func in _FACTORIES and not (name in rules.COPY_DATA and args and isinstance(args[0], Tensor)):
            default = torch.utils._device.CURRENT_DEVICE  # set_default_device, with torch.device(...)
            index = None if default is None else self.resolve(default)
        if not kwargs:
            return index, kwargs
        generator = kwargs.get("generator")
        if generator is not None and (getattr(generator, ON, None) is None) != (index is None):
            here, there = ("cpu", "cuda") if index is None else ("cuda", "cpu")
            raise RuntimeError(f"Expected a '{here}' device type for generator but found '{there}'")
        if kwargs.get("pin_memory"):
            kwargs = {**kwargs, "pin_memory": False}
        return index, kwargs
