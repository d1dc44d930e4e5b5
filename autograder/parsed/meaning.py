"""Which full names are forbidden."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from kit.student.forbidden.names import family, means

_TORCH = ("torch", "torchvision")


@dataclass(frozen=True)
class Forbidden:
    """``Exercise.forbidden``, asked about the full names in a text."""

    names: tuple[str, ...]

    def by(self, path: str) -> str:
        """The last part of `path` if it is forbidden, else nothing."""
        return path.rpartition(".")[2] if any(self._means(name, path) for name in self.names) else ""

    def _means(self, name: str, path: str) -> bool:
        full = (name,) if "." in name else family(name).libraries
        if any(path == one or path.startswith(f"{one}.") for one in full):
            return True
        return "." not in name and path.partition(".")[0] in _TORCH and self._in_torch(path, name)

    def _in_torch(self, path: str, name: str) -> bool:
        if path in sys.modules:  # torch.nn.utils.rnn holds more than recurrent layers
            return False
        last = path.rpartition(".")[2]
        return means(name, last) or last in family(name).transposed

    def method(self, attribute: str) -> str:
        """`attribute` if a call of it on an object that is not known would be a forbidden one."""
        return attribute if any("." not in name and means(name, attribute) for name in self.names) else ""
