"""Guards that refuse forbidden functions while a request runs, in every thread of the process."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.library import Library

from kit.student.forbidden.plan import Kernel, plan


class ForbiddenError(RuntimeError):
    """A call of something that the exercise asks to write."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} is what you are asked to write")


@contextlib.contextmanager
def guarded(names: tuple[str, ...]) -> Iterator[set[str]]:
    """Within the block, what `names` stand for raises `ForbiddenError`; gives the set of names that were used.

    A use is recorded even where the exception is caught. Kernels are replaced in the dispatcher, which all ways
    to an operator share: ``F.conv2d``, ``nn.Conv2d``, ``torch.ops``, threads, TorchScript, transforms, modes.
    """
    used: set[str] = set()
    with contextlib.ExitStack() as undo:
        if names:
            _install(names, used, undo)
        yield used


def _install(names: tuple[str, ...], used: set[str], undo: contextlib.ExitStack) -> None:
    wanted = plan(names)
    libraries: dict[str, Library] = {}
    for kernel in wanted.kernels:
        library = libraries.get(kernel.namespace)
        if library is None:
            library = libraries[kernel.namespace] = Library(kernel.namespace, "IMPL")
            undo.callback(library._destroy)
        if kernel.transposed is None:
            library.impl(kernel.operator, _refusal(kernel.name, used), kernel.key)
        else:
            library.impl(kernel.operator, _judge(kernel, kernel.transposed, used), kernel.key, with_keyset=True)
    for function, name in wanted.functions:
        undo.callback(setattr, function, "__code__", function.__code__)
        token = str(next(_NUMBERS))
        _REFUSALS[token] = _refusal(name, used)
        undo.callback(_REFUSALS.pop, token)
        constants = tuple(token if one == "token" else one for one in _STUB.co_consts)
        function.__code__ = _STUB.replace(co_consts=constants, co_freevars=function.__code__.co_freevars)


def _refusal(name: str, used: set[str]) -> Callable[..., Any]:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        used.add(name)
        raise ForbiddenError(name)

    return refuse


def _judge(kernel: Kernel, position: int, used: set[str]) -> Callable[..., Any]:
    """Refuse transposed calls, let the others through to the kernel that is there now."""
    refuse = _refusal(kernel.name, used)
    original = torch.library.get_kernel(kernel.operator, kernel.key)

    def judge(keys: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs["transposed"] if "transposed" in kwargs else args[position]:
            return refuse()
        return original.call_boxed(keys, *args, **kwargs)

    return judge


# A Python function is refused by its code: so it is under every name that it was imported as, in every thread.
_REFUSALS: dict[str, Callable[..., Any]] = {}
_NUMBERS = itertools.count()


def _stub(*args: Any, **kwargs: Any) -> Any:
    from kit.student.forbidden import guard

    return guard._REFUSALS["token"]()


_STUB = _stub.__code__
