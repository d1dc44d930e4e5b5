"""What a handler is: it answers one torch function in the mode's stead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from autograder.pretend_cuda.badges import Args, Function, Kwargs

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda

Handler: TypeAlias = "Callable[[PretendCuda, Function, Args, Kwargs], Any]"
Handlers: TypeAlias = "dict[Function, Handler]"


def plain(mode: PretendCuda, func: Function, args: Args, kwargs: Kwargs) -> Any:
    """Only do it."""
    return func(*args, **kwargs)
