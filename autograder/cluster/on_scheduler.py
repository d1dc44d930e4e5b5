"""What is set on the scheduler of a cluster; runs there."""

from __future__ import annotations

from typing import Any

PLUGIN = "autograder-"


def prepare(allowed_failures: int, dask_scheduler: Any = None) -> list[str]:
    """Set how many workers may die under a job; return plug-ins whose clients are gone."""
    dask_scheduler.allowed_failures = allowed_failures
    plugins = (name for name in dask_scheduler.worker_plugins if name.startswith(PLUGIN))
    return [name for name in plugins if name.removeprefix(PLUGIN) not in dask_scheduler.clients]
