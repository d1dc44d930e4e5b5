"""A lock of this machine: submissions share it, one that must run alone holds it whole."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import EngineError

LOOK_SECONDS = 0.05


@contextmanager
def share_of_host(alone: bool, given_up: Callable[[], bool]) -> Iterator[None]:
    """Hold a share of this machine, or all of it. It ends with the process, however that ends.

    Raises `EngineError` if `given_up` says so while this waits.
    """
    path = Path(tempfile.gettempdir()) / f"autograder-{os.getuid()}.lock"
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if given_up():
                    raise EngineError("the job was taken back") from None
                time.sleep(LOOK_SECONDS)
        yield
