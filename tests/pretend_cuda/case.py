"""What a case is: a piece of student-style code and the outcome that a machine with a GPU gives."""

from __future__ import annotations

import importlib
import json
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from autograder.pretend_cuda import pretend_cuda

RECORDED = Path(__file__).parent / "recorded"
# How each case ended on the real GPU (H200, torch 2.11): "ok" or the name of the exception.
REAL: dict[str, str] = json.loads((RECORDED / "cases.json").read_text())

Raises: TypeAlias = tuple[str, str]  # the exception's name, a pattern in its message
SAME_DEVICE: Raises = ("RuntimeError", r"same device|should be the same")
RECURRENT: Raises = ("RuntimeError", r"not at the same device|same device")
NO_NUMPY: Raises = ("TypeError", r"can't convert cuda:0 device type tensor to numpy\. Use Tensor\.cpu\(\)")


@dataclass(frozen=True)
class Case:
    """One piece of code.

    Attributes
    ----------
    run
        Takes the device to work on; may return numbers (of a training: the losses).
    raises
        What it raises; None if it runs through.
    learns
        The last number must be less than the first.
    as_on_cpu
        The numbers are those of a run on the CPU.
    needs
        Packages, without which the case is skipped.
    devices
        How many CUDA devices it needs.
    """

    name: str
    run: Callable[[str], list[float] | None]
    raises: Raises | None = None
    learns: bool = False
    as_on_cpu: bool = False
    needs: tuple[str, ...] = ()
    devices: int = 1


class Cases(list[Any]):
    """The cases of one test module, as parameters of a test."""

    def __call__(
        self,
        name: str,
        raises: Raises | None = None,
        *,
        learns: bool = False,
        as_on_cpu: bool = False,
        needs: tuple[str, ...] = (),
        devices: int = 1,
        warns: str | None = None,
    ) -> Callable[[Callable[[str], Any]], Callable[[str], Any]]:
        """Make a case of the decorated function; `warns` is a filter for warnings of torch itself."""
        marks = [pytest.mark.filterwarnings(f"ignore:{warns}")] if warns else []

        def add(run: Callable[[str], Any]) -> Callable[[str], Any]:
            case = Case(name, run, raises, learns, learns or as_on_cpu, needs, devices)
            self.append(pytest.param(case, id=re.sub(r"\W+", "-", name).strip("-"), marks=marks))
            return run

        return add


def check_pretended(case: Case) -> None:
    """Run the case on a pretended device: it ends as it should, and as it did on the real GPU."""
    _skip_unless_installed(case.needs)
    on_cpu: list[float] | None = None
    if case.as_on_cpu:
        torch.manual_seed(123)
        on_cpu = case.run("cpu")
    with pretend_cuda(case.devices):
        kind, message, numbers = _outcome(case)
    _check_outcome(case, kind, message, numbers)
    if case.name in REAL:
        assert kind == REAL[case.name]
    if on_cpu is not None:
        assert numbers is not None
        assert numbers == pytest.approx(on_cpu, rel=1e-6)


def check_real(case: Case) -> None:
    """Run the case on a real device."""
    _skip_unless_installed(case.needs)
    if torch.cuda.device_count() < case.devices:
        pytest.skip(f"needs {case.devices} CUDA devices, there are {torch.cuda.device_count()}")
    _check_outcome(case, *_outcome(case))


def _outcome(case: Case) -> tuple[str, str, list[float] | None]:
    torch.manual_seed(123)
    try:
        return "ok", "", case.run("cuda")
    except AssertionError:
        raise
    except Exception as error:
        return type(error).__name__, str(error), None


def _check_outcome(case: Case, kind: str, message: str, numbers: list[float] | None) -> None:
    if case.raises is None:
        assert kind == "ok", message
        if case.learns:
            assert numbers is not None
            assert len(numbers) == 1 or numbers[-1] < numbers[0]
            assert all(map(math.isfinite, numbers))
        return
    wanted, pattern = case.raises
    assert kind in (wanted, "AcceleratorError" if wanted == "RuntimeError" else wanted), message
    assert re.search(pattern, message)


def _skip_unless_installed(packages: Iterable[str]) -> None:
    for package in packages:
        try:
            importlib.import_module(package)
        except ImportError:
            pytest.skip(f"{package} is not installed")


def blobs(n: int = 64, d: int = 8, k: int = 3, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Points (n, d) float32 around k centres and their labels (n,) int64."""
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, k, (n,), generator=g)
    centres = torch.randn(k, d, generator=g) * 2
    return centres[y] + 0.5 * torch.randn(n, d, generator=g), y


def images(n: int = 32, k: int = 3, size: int = 12, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Noisy pictures (n, 1, size, size) float32 of k patterns and their labels (n,) int64."""
    g = torch.Generator().manual_seed(seed)
    y = torch.randint(0, k, (n,), generator=g)
    patterns = torch.randn(k, 1, size, size, generator=g)
    return patterns[y] + 0.3 * torch.randn(n, 1, size, size, generator=g), y


def is_on(t: Tensor, device: str) -> bool:
    """Whether `t` is on this kind of device."""
    return t.device.type == torch.device(device).type


def mlp() -> nn.Sequential:
    """Net for the `blobs`."""
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))


def loop(
    model: nn.Module,
    batches: Iterable[Any],
    device: str,
    optimizer: torch.optim.Optimizer | None = None,
    criterion: Callable[[Any, Tensor], Tensor] = F.cross_entropy,
    epochs: int = 3,
) -> list[float]:
    """Train; the summed loss of each epoch."""
    optimizer = optimizer or torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    out = []
    for _ in range(epochs):
        total = 0.0
        for x, y in batches:
            x, y = x.to(device), y.to(device)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        out.append(total)
    return out
