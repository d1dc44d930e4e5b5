"""What goes between a check and the student's code: requests, replies and the names for things that stay put."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class StudentError(Exception):
    """An exception that the student's code raised.

    Parameters
    ----------
    kinds
        Class names along the exception's method resolution order, most specific first.
    message
        Its text, shortened.
    where
        ``"line 3 of gradient_descent: x.grad.zero_()"`` or empty.
    """

    def __init__(self, kinds: tuple[str, ...], message: str, where: str = "") -> None:
        self.kinds, self.message, self.where = kinds, message, where
        super().__init__(f"{kinds[0]}: {message}" + (f" ({where})" if where else ""))

    def is_a(self, kind: str) -> bool:
        """Whether the exception is of the class called `kind` or of a subclass."""
        return kind in self.kinds


@dataclass(frozen=True, slots=True)
class Ref:
    """An object that is not plain data: it stays with the student's code, this is its number.

    ``kind`` is one of ``"function"``, ``"class"``, ``"module"`` (an `nn.Module`), ``"object"``;
    ``kind_name`` is its class's name.
    """

    id: int
    kind: str
    kind_name: str


@dataclass(frozen=True)
class Deferred:
    """A call of a probe that happens on the student's side; as an argument it stands for its result.

    Called in a check, it evaluates the probe there: ``quadratic(a, b)(x)`` gives the trusted value.
    """

    probe: str
    function: Callable[..., Any] = field(compare=False, repr=False)
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)

    def local(self) -> Any:
        """The probe's result in this process."""
        return self.function(*self.args, **self.kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the probe's result in this process."""
        return self.local()(*args, **kwargs)


@dataclass(slots=True)
class Request:
    """One thing to do on the student's side.

    ``op`` is ``get`` (a name of the notebook), ``call``, ``attribute``, ``item``, ``length``, ``list``,
    ``run`` (a deferred probe), ``bind``, ``unbind``, ``cuda`` (on or off). ``target`` is what it is done to.
    """

    op: str
    target: Any = None
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    forbidden: tuple[str, ...] = ()


@dataclass(slots=True)
class Reply:
    """What came of a request: a value of plain data, tensors and `Ref`, or an error."""

    value: Any = None
    error: tuple[tuple[str, ...], str, str] | None = None
    side_effects: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
