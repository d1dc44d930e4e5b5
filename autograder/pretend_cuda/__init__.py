"""Run PyTorch code on a CUDA device that is not there.

    with pretend_cuda() as gpu:
        student.train(device="cuda")          # real CPU arithmetic, CUDA's placement rules
    assert gpu.ops["cuda:0"] > 0

Every tensor stays an ordinary CPU tensor (values, autograd, optimizers, data-dependent shapes and pickling
are the real thing), but its storage may wear a badge that says "I am on cuda:0". A ``TorchFunctionMode`` sees
each Python-level call of a torch function, compares the badges of its tensors, raises what CUDA raises where
they differ, runs the call on the CPU and puts the badge on what comes out.

It is a test double and no sandbox. Only placement is modelled: no memory limits, no device-side asserts, one
random number generator for all devices, no TorchScript or C++ extensions, and ``torch.compile`` is the
identity. Threads that the code starts are outside the mode, unless ``gpu.active()`` puts it in force there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch

from autograder.pretend_cuda.mode import PretendCuda


def pretend_cuda(device_count: int = 1, name: str = "Pretend GPU (CPU arithmetic)") -> PretendCuda:
    """Make a context in which `device_count` CUDA devices seem to exist.

    What the code did in it: ``gpu.ops`` (calls per device), ``gpu.used`` (devices on which tensors were
    placed), ``gpu.h2d`` and ``gpu.d2h`` (copies to and from a device), ``gpu.syncs`` (waits),
    ``gpu.device_of(t)``.
    """
    return PretendCuda(device_count, name)


@contextlib.contextmanager
def cuda_for_tests(device_count: int = 1) -> Iterator[PretendCuda | None]:
    """Real devices where there are enough of them (gives None), pretended ones elsewhere."""
    if torch.cuda.is_available() and torch.cuda.device_count() >= device_count:
        yield None
        return
    with pretend_cuda(device_count) as gpu:
        yield gpu


__all__ = ["PretendCuda", "cuda_for_tests", "pretend_cuda"]
