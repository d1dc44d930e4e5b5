"""Do what a check asks, beside the student's code, and report what happened."""

from __future__ import annotations

import collections
import contextlib
import itertools
import linecache
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from types import FunctionType, MethodType, TracebackType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from kit.student.forbidden import guarded
from kit.student.message import Deferred, Ref, Reply, Request
from kit.student.seed import seed_torch

MAX_ITEMS = 100_000
MAX_MESSAGE = 500
EXACT = (Tensor, torch.nn.Parameter)
PLAIN = (type(None), bool, int, float, str)
RUNS_CODE = ("call", "run", "attribute", "item", "length", "list")

CudaFactory = Callable[[], AbstractContextManager[Any]]


class Host:
    """Holds the notebook's namespace and the objects that checks have been given references to.

    Parameters
    ----------
    namespace
        The notebook's global names.
    probes
        Functions that a `Deferred` may name.
    cuda
        Makes a context in which ``"cuda"`` is usable: real, or pretended.
    """

    def __init__(
        self,
        namespace: dict[str, Any],
        probes: dict[str, Callable[..., Any]],
        cuda: CudaFactory | None = None,
    ) -> None:
        self.namespace, self.probes, self.cuda = namespace, probes, cuda
        self.objects: dict[int, Any] = {}
        self._numbers = itertools.count(1)
        self._bound: list[dict[str, Any]] = []
        self._on_cuda = self._move = False

    def handle(self, request: Request) -> Reply:
        """Carry out one request. What the student's code raises comes back as the reply's error."""
        used: set[str] = set()
        reply = Reply()
        kept: list[_Kept] = []
        try:
            with _seeded(request.seed), self._device():
                args = self._take(request.args, kept, "argument")
                kwargs = self._take(request.kwargs, kept, "argument")
                with guarded(request.forbidden if request.op in RUNS_CODE else ()) as used:
                    value = self._do(request, args, kwargs)
                reply.devices = _devices(value)
                reply.value = self.pack(_apart(value, {id(one.value) for one in kept}))
        except (Exception, KeyboardInterrupt) as error:
            reply.error = self._describe(error)
        reply.side_effects = [words for one in kept if (words := one.change())]
        reply.used = sorted(used)
        if used:  # what came of it, an error as well, is beside the point
            reply.value = reply.error = None
        return reply

    def _do(self, request: Request, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        op, target = request.op, request.target
        if op == "get":
            if target not in self.namespace:
                raise NameError(f"{target} is not defined")
            return self.namespace[target]
        if op == "bind":
            missing = object()
            self._bound.append({name: self.namespace.get(name, missing) for name in kwargs} | {"": missing})
            self.namespace.update(kwargs)
            return None
        if op == "unbind":
            before = self._bound.pop()
            missing = before.pop("")
            for name, value in before.items():
                if value is missing:
                    self.namespace.pop(name, None)
                else:
                    self.namespace[name] = value
            return None
        if op == "cuda":
            return self._switch(*args)
        thing = self.evaluate(target) if isinstance(target, Deferred) else self.objects[target.id]
        if op == "run":
            return thing
        if op == "call":
            return thing(*args, **kwargs)
        if op == "attribute":
            return getattr(thing, args[0])
        if op == "item":
            return thing[args[0]]
        if op == "length":
            return len(thing)
        if op == "list":
            return list(itertools.islice(thing, MAX_ITEMS))
        raise ValueError(f"unknown request {op!r}")

    def _switch(self, on: bool, move: bool = False) -> None:
        if on and self.cuda is None:
            raise RuntimeError("no CUDA device and no stand-in for one")
        self._on_cuda, self._move = on, on and move

    def _device(self) -> AbstractContextManager[Any]:
        return self.cuda() if self._on_cuda and self.cuda is not None else contextlib.nullcontext()

    def evaluate(self, deferred: Deferred) -> Any:
        """The result of a deferred probe."""
        args = self._take(deferred.args, [], "")
        return self.probes[deferred.probe](*args, **self._take(deferred.kwargs, [], ""))

    def _take(self, value: Any, kept: list[_Kept], path: str) -> Any:
        """Turn what a check sent into what the student's code gets; remember the tensors as they were."""
        if isinstance(value, Ref):
            return self.objects[value.id]
        if isinstance(value, Deferred):
            return self.evaluate(value)
        if isinstance(value, Tensor):
            if self._move:
                moved = value.detach().to("cuda").requires_grad_(value.requires_grad)
                value = moved
            kept.append(_Kept(value, path))
            return value
        if type(value) in (list, tuple):
            return type(value)(
                self._take(item, kept, f"{path} {number}".strip()) for number, item in enumerate(value, 1)
            )
        if type(value) is dict:
            return {key: self._take(item, kept, f"{path} {key}".strip()) for key, item in value.items()}
        return value

    def pack(self, value: Any, depth: int = 0) -> Any:
        """Leave plain data as it is and put a `Ref` in the place of everything else."""
        if type(value) in PLAIN or type(value) in EXACT:
            return value
        if isinstance(value, (torch.dtype, torch.device)):
            return value
        if isinstance(value, float):  # np.float64 is one
            return float(value)
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biufc":
            return value
        if depth < 20:
            if isinstance(value, tuple):  # also a named one
                return tuple(self.pack(item, depth + 1) for item in value)
            if type(value) is list:
                return [self.pack(item, depth + 1) for item in value]
            if type(value) in (dict, collections.OrderedDict):
                return {self.pack(key, depth + 1): self.pack(item, depth + 1) for key, item in value.items()}
        return self._refer(value)

    def _refer(self, value: Any) -> Ref:
        number = next(self._numbers)
        self.objects[number] = value
        kind = "object"
        if isinstance(value, type):
            kind = "class"
        elif isinstance(value, torch.nn.Module):
            kind = "module"
        elif isinstance(value, (FunctionType, MethodType)) or callable(value):
            kind = "function"
        return Ref(number, kind, type(value).__name__)

    def _describe(self, error: BaseException) -> tuple[tuple[str, ...], str, str]:
        kinds = tuple(kind.__name__ for kind in type(error).__mro__ if kind is not object)
        text = str(error)[:MAX_MESSAGE]
        if isinstance(error, KeyboardInterrupt):
            text = "took too long and was stopped"
        return kinds, text, self._where(error.__traceback__)

    def _where(self, trace: TracebackType | None) -> str:
        """The last line of the student's own code on the way to an error."""
        found = ""
        while trace is not None:
            frame = trace.tb_frame
            if frame.f_globals is self.namespace:
                line = linecache.getline(frame.f_code.co_filename, trace.tb_lineno).strip()
                found = f"line {trace.tb_lineno} of {frame.f_code.co_name}" + (f": {line}" if line else "")
            trace = trace.tb_next
        return found


class _Kept:
    """A tensor argument as it was before the call."""

    def __init__(self, value: Tensor, path: str) -> None:
        self.value, self.path = value, path
        self.data = value.detach().clone()
        grad = value.grad if value.is_leaf else None  # torch warns of a look at any other
        self.grad = None if grad is None else grad.detach().clone()
        self.requires_grad = value.requires_grad

    def change(self) -> str:
        """Words for what the call changed, or nothing; what changed is put back."""
        value, words = self.value, ""
        now = value.detach()
        if now.shape != self.data.shape or not torch.equal(now.nan_to_num(), self.data.nan_to_num()):
            words = f"{self.path} has other values than before"
            with torch.no_grad():
                value.data = self.data
        if not value.is_leaf:
            return words
        if value.requires_grad != self.requires_grad:
            words = words or f"{self.path} has requires_grad={value.requires_grad} now"
            value.requires_grad_(self.requires_grad)
        grad = value.grad
        same = (
            grad is None
            if self.grad is None
            else grad is not None and torch.equal(grad.nan_to_num(), self.grad.nan_to_num())
        )
        if not same:
            words = words or f"the .grad of {self.path} is not what it was"
            value.grad = self.grad
        return words


def _apart(value: Any, arguments: set[int]) -> Any:
    """Copy a returned tensor that is one of the arguments, so that putting the argument back leaves it alone."""
    if isinstance(value, Tensor):
        return value.clone() if id(value) in arguments else value
    if type(value) in (list, tuple):
        return type(value)(_apart(item, arguments) for item in value)
    if type(value) is dict:
        return {key: _apart(item, arguments) for key, item in value.items()}
    return value


def _devices(value: Any) -> list[str]:
    if type(value) in EXACT:
        return [value.device.type]
    if isinstance(value, (list, tuple)):
        return [device for item in value for device in _devices(item)]
    if isinstance(value, dict):
        return [device for item in value.values() for device in _devices(item)]
    return []


@contextlib.contextmanager
def _seeded(seed: int | None) -> Iterator[None]:
    """Give the call random numbers of its own and leave the generators as they were."""
    if seed is None:
        yield
        return
    before = torch.get_rng_state(), np.random.get_state(), random.getstate()
    try:
        seed_torch(seed)
        np.random.seed(seed % 2**32)
        random.seed(seed)
        yield
    finally:
        torch.set_rng_state(before[0])
        np.random.set_state(before[1])
        random.setstate(before[2])
