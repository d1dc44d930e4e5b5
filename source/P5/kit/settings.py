"""The two settings of every notebook, read from the environment.

``KIT_BUDGET``: ``grade`` (seconds, set by the grader), ``demo`` (minutes on a laptop, the default), ``full`` (GPU).
``KIT_DATA``: ``offline`` (what ships with the notebook, the default) or ``official`` (downloaded once).
"""

from __future__ import annotations

import os
from typing import Literal, TypeVar

Budget = Literal["grade", "demo", "full"]
T = TypeVar("T")


def budget() -> Budget:
    """The size of training runs."""
    value = os.environ.get("KIT_BUDGET", "demo")
    if value not in ("grade", "demo", "full"):
        raise ValueError(f"KIT_BUDGET is {value!r}; use grade, demo or full")
    return value  # type: ignore[return-value]


def sized(*, grade: T, demo: T, full: T) -> T:
    """Pick a value by budget: ``epochs = sized(grade=1, demo=4, full=20)``."""
    return {"grade": grade, "demo": demo, "full": full}[budget()]


def official_data() -> bool:
    """Whether the official data sets are wanted instead of the ones that ship."""
    value = os.environ.get("KIT_DATA", "offline")
    if value not in ("offline", "official"):
        raise ValueError(f"KIT_DATA is {value!r}; use offline or official")
    return value == "official"
