"""PyTorch where no process can be started."""

import functools
import sys
from typing import Any

WORKER_ARGUMENTS = ("prefetch_factor", "persistent_workers", "multiprocessing_context", "timeout")
NUM_WORKERS_POSITION = 5


def load_in_process() -> None:
    """Let every `DataLoader` load in the main process, whatever its `num_workers`: the batches are the same.

    Nothing happens where `torch.utils.data` is not imported yet.
    """
    module = sys.modules.get("torch.utils.data")
    if module is None:
        return
    loader = module.DataLoader
    original = loader.__init__

    @functools.wraps(original)
    def initialise(self: object, *arguments: Any, **options: Any) -> None:
        values = list(arguments)
        if len(values) > NUM_WORKERS_POSITION:
            values[NUM_WORKERS_POSITION] = 0
        options = {name: value for name, value in options.items() if name not in WORKER_ARGUMENTS}
        if len(values) <= NUM_WORKERS_POSITION:
            options["num_workers"] = 0
        original(self, *values, **options)

    loader.__init__ = initialise
