"""Which operators and Python functions are guarded for a set of forbidden names."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

import torch

from kit.student.forbidden.names import UnknownNameError, family, in_other_versions, one_spelling, pattern

# Kernels that compute a value. What stands before them (autograd, autocast, functionalisation) calls on to them,
# and so does vmap, where it has no kernel of its own.
_BACKENDS = ("CPU", "CUDA")
_KEYS = (
    *("CompositeImplicitAutograd", "CompositeExplicitAutograd", "CompositeExplicitAutogradNonFunctional", *_BACKENDS),
    *("CompositeImplicitAutogradNestedTensor", "NestedTensorCPU", "NestedTensorCUDA"),
    *(kind + place for place in _BACKENDS for kind in ("Quantized", "Sparse", "SparseCsr")),
    *("FuncTorchBatched", "FuncTorchBatchedDecomposition", "FuncTorchDynamicLayerFrontMode"),
)
_COARSE = ("quantized::", "_quantized::", "onednn::")  # 8 bits: no right answer comes from there


@dataclass(frozen=True)
class Kernel:
    """One kernel to put a guard in front of.

    ``name`` is the forbidden name to report. ``transposed`` is the position of the argument that decides
    whether the call is meant, if not every call is.
    """

    operator: str
    key: str
    name: str
    transposed: int | None = None

    @property
    def namespace(self) -> str:
        """``"aten"``, ``"quantized"``, ..."""
        return self.operator.partition("::")[0]


@dataclass(frozen=True)
class Plan:
    """What to guard; Python functions with the forbidden name to report."""

    kernels: tuple[Kernel, ...]
    functions: tuple[tuple[FunctionType, str], ...]


@cache
def plan(names: tuple[str, ...]) -> Plan:
    """Find all that the forbidden `names` stand for. Raises `UnknownNameError` for one that means nothing."""
    kernels: dict[tuple[str, str], Kernel] = {}
    functions: dict[int, tuple[FunctionType, str]] = {}
    for name in names:
        found = _operators_of(name)
        dotted = _paths_of(name, bool(found))
        for function in (one for path in dotted for one in _functions(path)):
            functions.setdefault(id(function), (function, name))
        for operator, base in found:
            transposed = base in family(name).transposed
            # The name that is spelled like the operator is the one to report.
            exact = one_spelling(base) == one_spelling(name) and not transposed
            for kernel in _kernels(operator, name, transposed):
                if exact or (operator, kernel.key) not in kernels:
                    kernels[operator, kernel.key] = kernel
    always = {kernel.operator for kernel in kernels.values() if kernel.transposed is None}
    needed = [one for one in kernels.values() if one.transposed is None or one.operator not in always]
    return Plan(tuple(needed), tuple(functions.values()))


def _operators_of(name: str) -> list[tuple[str, str]]:
    """Full and base names of the operators that `name` stands for."""
    if "." in name:
        return []
    also, matches = family(name).transposed, pattern(name).fullmatch
    for _ in range(2):
        bases = _operators()
        found = [base for base in bases if base in also or matches(one_spelling(base))]
        if found or "torchvision" in sys.modules:
            break
        with contextlib.suppress(ImportError):
            importlib.import_module("torchvision")  # registers its operators
            _operators.cache_clear()
    return [(operator, base) for base in found for operator in bases[base]]


def _paths_of(name: str, has_operators: bool) -> tuple[str, ...]:
    """Full names of the Python functions, classes and modules that `name` stands for."""
    if "." in name:
        return (name,)
    functions = family(name).functions
    if functions or has_operators:
        return functions
    if hasattr(torch.nn.functional, name):
        return (f"torch.nn.functional.{name}",)
    if in_other_versions(name):
        return ()
    raise UnknownNameError(name)


@cache
def _operators() -> dict[str, list[str]]:
    """All overloads of the registered operators, by base name."""
    bases: dict[str, list[str]] = {}
    for operator in torch._C._dispatch_get_all_op_names():
        if not operator.startswith(_COARSE):
            bases.setdefault(operator.partition("::")[2].partition(".")[0], []).append(operator)
    return bases


def _kernels(operator: str, name: str, transposed: bool) -> Iterator[Kernel]:
    gpu = _has_gpu()
    if transposed:  # goes on to the kernel that was there: only a backend's own key has one
        position = _position(operator, "transposed")
        for key in _BACKENDS if gpu else _BACKENDS[:1]:
            if torch._C._dispatch_has_computed_kernel_for_dispatch_key(operator, key):
                yield Kernel(operator, key, name, position)
        return
    has_kernel = torch._C._dispatch_has_kernel_for_dispatch_key
    keys = [key for key in _KEYS if has_kernel(operator, key) and (gpu or not key.endswith("CUDA"))]
    if "out" in operator.partition(".")[2] and keys == ["CompositeExplicitAutograd"]:
        return  # generated: calls the operator without `out`
    for key in keys:
        yield Kernel(operator, key, name)


@cache
def _has_gpu() -> bool:
    return torch.cuda.is_available()


def _position(operator: str, argument: str) -> int:
    namespace, _, rest = operator.partition("::")
    base, _, overload = rest.partition(".")
    schema = getattr(getattr(getattr(torch.ops, namespace), base), overload or "default")._schema
    return [one.name for one in schema.arguments].index(argument)


def _functions(path: str) -> Iterator[FunctionType]:
    """The Python functions that do what the function, class or module of this full name does."""
    thing = _resolve(path)
    if isinstance(thing, ModuleType):
        for name, value in vars(thing).items():
            own = getattr(value, "__module__", "").startswith(path)
            if own and not name.startswith("_") and not isinstance(value, ModuleType):
                yield from _of(value)
    elif thing is not None:
        yield from _of(thing)


def _of(thing: Any) -> Iterator[FunctionType]:
    if isinstance(thing, type):
        thing = vars(thing).get("forward", vars(thing).get("__init__"))
    thing = inspect.unwrap(thing) if callable(thing) else None
    if isinstance(thing, FunctionType) and thing.__code__.co_freevars in ((), ("__class__",)):  # as `super()` makes it
        yield thing


def _resolve(path: str) -> Any:
    """The object of this name; None where its library is not installed."""
    parts = path.split(".")
    try:
        thing: Any = importlib.import_module(parts[0])
    except ImportError:
        return None
    for index, part in enumerate(parts[1:], 2):
        if not hasattr(thing, part):
            try:
                importlib.import_module(".".join(parts[:index]))
            except ImportError:
                raise UnknownNameError(path) from None
        thing = getattr(thing, part)
    return thing
