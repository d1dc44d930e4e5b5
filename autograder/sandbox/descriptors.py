"""Open files that a forked process inherits."""

import contextlib
import os
from collections.abc import Iterable

STANDARD = (0, 1, 2)


def close_all_but(keep: Iterable[int]) -> None:
    """Close every descriptor but these; of 0, 1 and 2 those not kept become /dev/null.

    Raises
    ------
    OSError
        If /dev/null cannot be opened or the descriptors cannot be listed.
    """
    kept = {*keep, *STANDARD}
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in set(STANDARD).difference(keep, {null}):
        os.dup2(null, descriptor)
    close(int(name) for name in os.listdir("/dev/fd") if int(name) not in kept)


def close(descriptors: Iterable[int]) -> None:
    """Close descriptors that may be closed already."""
    for descriptor in descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)
