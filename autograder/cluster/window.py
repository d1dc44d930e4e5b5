"""How many submissions are under way: as many as the cluster has places, and it grows and shrinks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.errors import EngineError


class Window:
    """Lets so many in at a time. What waits outside is not read yet, so a large class needs no large memory."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = self._places = 0
        self._closed = False

    def resize(self, places: int) -> None:
        """Set the number of places; who is inside stays."""
        with self._changed:
            self._places = places
            self._changed.notify_all()

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Wait for a place and hold it. Raises `EngineError` when the window closes."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._inside < self._places)
            if self._closed:
                raise EngineError("grading was stopped")
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify()

    def close(self) -> None:
        """Let nobody in any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
