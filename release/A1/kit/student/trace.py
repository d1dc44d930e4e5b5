"""See which torch functions run inside a call."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from torch.overrides import TorchFunctionMode


class Watcher(TorchFunctionMode):
    """Records which of the `wanted` torch functions are called while it is active, by bare name."""

    def __init__(self, wanted: Iterable[str]) -> None:
        super().__init__()
        self.wanted = frozenset(wanted)
        self.used: set[str] = set()

    def __torch_function__(self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = getattr(func, "__name__", "")
        if name in self.wanted:
            self.used.add(name)
        return func(*args, **(kwargs or {}))
