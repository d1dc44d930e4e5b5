"""`Student` and `Handle`: what a check holds in place of the student's functions, classes and objects."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Protocol

import torch

from kit.student.message import Deferred, Ref, Reply, Request, StudentError

MAX_CLASSES = 30


class Backend(Protocol):
    """Carries requests to the student's code: a `Host` in this process, or the grader's bridge."""

    def handle(self, request: Request) -> Reply:
        """Carry out one request."""


class Student:
    """The notebook of one student.

    ``student.conv2d(x, w)`` calls the function of that name; ``net = student.MNISTNet()`` builds a module that
    stays on the student's side, ``net(x)`` calls it. Tensors and plain data cross as copies: a check never
    sees the student's objects themselves, and nothing that the student's code does to an argument reaches the
    check's own tensors. Every call draws its random numbers from the check's generator, so
    ``torch.manual_seed`` in a check makes calls repeatable and two calls in a row differ.

    Attributes
    ----------
    side_effects
        What the last call changed in its arguments, in words.
    devices
        Device types of the tensors that the last call returned, in order.
    """

    def __init__(self, backend: Backend, refused: Mapping[str, str] | None = None) -> None:
        self._backend = backend
        self._refused = refused or {}
        self._forbidden: tuple[str, ...] = ()
        self._written: tuple[str, ...] = ()
        self.side_effects: list[str] = []
        self.devices: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name)

    def get(self, name: str) -> Any:
        """The value of a name of the notebook: plain data, or a `Handle`."""
        if name in self._refused:
            raise StudentError(("ForbiddenError",), self._refused[name])
        value = self._ask(Request("get", name))
        if name in self._written and not isinstance(value, Handle):
            raise StudentError(("TypeError",), f"{name} should be a function or a class, it is {type(value).__name__}")
        return value

    def has(self, name: str) -> bool:
        """Whether the notebook defines `name`."""
        try:
            self.get(name)
        except StudentError:
            return False
        return True

    def run(self, call: Deferred) -> Any:
        """Evaluate a probe beside the student's code and return its result."""
        return self._ask(Request("run", _outgoing(call), seed=_draw()))

    @contextmanager
    def bind(self, **names: Any) -> Iterator[None]:
        """Within the block, the notebook's names stand for these values (data, handles, deferred probes)."""
        self._ask(Request("bind", kwargs=_outgoing(names)))
        try:
            yield
        finally:
            self._ask(Request("unbind"))

    @contextmanager
    def cuda(self, move: bool = True) -> Iterator[None]:
        """Within the block ``"cuda"`` is usable, pretended where there is none.

        `move` says whether tensor arguments are put there before a call (then a right result lives there
        too); without it they arrive on the CPU and moving them is the student's job.
        """
        self._ask(Request("cuda", args=(True, move)))
        try:
            yield
        finally:
            self._ask(Request("cuda", args=(False,)))

    @contextmanager
    def watch(self, forbidden: tuple[str, ...] = (), written: tuple[str, ...] = ()) -> Iterator[None]:
        """Within the block a call that uses what is forbidden fails; `written` names are functions and classes."""
        before = self._forbidden, self._written
        self._forbidden, self._written = forbidden, written
        try:
            yield
        finally:
            self._forbidden, self._written = before

    def _ask(self, request: Request) -> Any:
        request.forbidden = self._forbidden
        reply = self._backend.handle(request)
        self.side_effects, self.devices = reply.side_effects, reply.devices
        if reply.error is not None:
            raise StudentError(*reply.error)
        if reply.used:
            raise StudentError(("ForbiddenError",), f"{', '.join(reply.used)} is what you are asked to write")
        return self._incoming(reply.value)

    def _incoming(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return Handle(self, value)
        if type(value) in (list, tuple):
            return type(value)(self._incoming(item) for item in value)
        if type(value) is dict:
            return {key: self._incoming(item) for key, item in value.items()}
        return value


class MissingAttributeError(StudentError, AttributeError):
    """The student's object has no such attribute; also an `AttributeError`, so that ``hasattr`` works."""


class NoLengthError(StudentError, TypeError):
    """The student's object has no length; also a `TypeError`, so that ``list`` goes on without it."""


class Handle:
    """Something that stays on the student's side: a function, a class, a module, any other object.

    Calls, attributes, items, ``len`` and iteration go there; results come back as plain data or handles.
    """

    def __init__(self, student: Student, ref: Ref) -> None:
        self._student, self._ref = student, ref

    @property
    def kind(self) -> str:
        """``"function"``, ``"class"``, ``"module"`` or ``"object"``."""
        return self._ref.kind

    @property
    def kind_name(self) -> str:
        """The name of its class."""
        return self._ref.kind_name

    @property  # type: ignore[misc] # object's can be set
    def __class__(self) -> type:
        """The nearest class of torch's for a module, so that ``isinstance(net, nn.Module)`` holds."""
        if self.kind != "module":
            return Handle
        return next((one for one in self._known if issubclass(one, torch.nn.Module)), torch.nn.Module)

    @property
    def __bases__(self) -> tuple[type, ...]:
        """For a class: the classes known here that it derives from, so that ``issubclass`` works."""
        if self.kind != "class":
            raise AttributeError("__bases__")
        return tuple(self._known)

    def __instancecheck__(self, instance: Any) -> bool:
        return self._special("__instancecheck__", instance)

    def __subclasscheck__(self, kind: Any) -> bool:
        return self._special("__subclasscheck__", kind)

    def _special(self, name: str, argument: Any) -> bool:
        method = self._student._ask(Request("attribute", self._ref, (name,)))
        return method(argument) is True

    @cached_property
    def _known(self) -> list[type]:
        """Classes along its method resolution order that were imported here too: of a class, or of an object's."""

        def look(thing: Any, name: str) -> Any:  # past `Student._ask`: no call whose side effects matter
            return self._student._backend.handle(Request("attribute", thing, (name,))).value

        order = look(self._ref if self.kind == "class" else look(self._ref, "__class__"), "__mro__")
        found = []
        for one in order[:MAX_CLASSES] if type(order) is tuple else ():
            module = sys.modules.get(str(look(one, "__module__")))
            kind = getattr(module, "__dict__", {}).get(look(one, "__qualname__"))
            found += [kind] if isinstance(kind, type) else []
        return found

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it on the student's side."""
        request = Request("call", self._ref, _outgoing(args), _outgoing(kwargs), seed=_draw())
        return self._student._ask(request)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._student._ask(Request("attribute", self._ref, (name,)))
        except StudentError as error:
            if error.is_a("AttributeError"):
                raise MissingAttributeError(error.kinds, error.message, error.where) from None
            raise

    def __getitem__(self, index: Any) -> Any:
        return self._student._ask(Request("item", self._ref, (index,), seed=_draw()))

    def __len__(self) -> int:
        try:
            return int(self._student._ask(Request("length", self._ref)))
        except StudentError as error:
            if error.is_a("TypeError"):
                raise NoLengthError(error.kinds, error.message, error.where) from None
            raise

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        return iter(self._student._ask(Request("list", self._ref, seed=_draw())))

    def __repr__(self) -> str:
        return f"<the student's {self._ref.kind} {self._ref.kind_name}>"


def _outgoing(value: Any) -> Any:
    if isinstance(value, Handle):
        return value._ref
    if isinstance(value, Deferred):
        args, kwargs = _outgoing(value.args), _outgoing(value.kwargs)
        return Deferred(value.probe, value.function, args, kwargs)
    if type(value) in (list, tuple):
        return type(value)(_outgoing(item) for item in value)
    if type(value) is dict:
        return {key: _outgoing(item) for key, item in value.items()}
    return value


def _draw() -> int:
    """A seed for one call, from the check's own generator."""
    return int(torch.randint(2**62, ()))
