"""What a hidden check asks afterwards: was the device argument obeyed and the work done there."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.pretend_cuda import PretendCuda, cuda_for_tests, pretend_cuda

from .case import blobs, mlp

Train = Callable[[str], tuple[nn.Module, list[float]]]


def _train(model_device: str, data_device: str) -> tuple[nn.Module, list[float]]:
    torch.manual_seed(0)
    model, (x, y), losses = mlp().to(model_device), blobs(), []
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for i in range(0, 64, 16):
        a, b = x[i : i + 16].to(data_device), y[i : i + 16].to(data_device)
        loss = F.cross_entropy(model(a), b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


def _complaints(train: Train) -> list[str]:
    found = []
    for device, wanted in (("cpu", set()), ("cuda", {"cuda:0"}), ("cuda:1", {"cuda:1"})):
        with pretend_cuda(2) as gpu:
            try:
                model, _ = train(device)
            except RuntimeError:
                found.append(f"{device}: error")
                continue
            if gpu.used != wanted:
                found.append(f"{device}: used {sorted(gpu.used)}")
            if wanted and gpu.ops[min(wanted)] < 40:
                found.append(f"{device}: no work there")
            parameter = next(model.parameters())
            if gpu.device_of(parameter) != torch.device("cuda:0" if device == "cuda" else device):
                found.append(f"{device}: model on {gpu.device_of(parameter)}")
    return found


@pytest.mark.parametrize(
    ("train", "bad"),
    [
        pytest.param(lambda device: _train(device, device), False, id="obeys"),
        pytest.param(lambda device: _train("cuda:0", "cuda:0"), True, id="cuda:0-everywhere"),
        pytest.param(lambda device: _train("cuda", "cuda"), True, id="cuda-everywhere"),
        pytest.param(lambda device: _train("cpu", "cpu"), True, id="cpu-everywhere"),
        pytest.param(lambda device: _train(device, "cuda:0"), True, id="data-on-cuda:0"),
    ],
)
def test_a_disobeyed_device_argument_shows(train: Train, bad: bool) -> None:
    """Training on ``cpu``, ``cuda`` and ``cuda:1`` in turn finds every hard-coded device."""
    assert bool(_complaints(train)) == bad


def test_counts() -> None:
    """Calls, copies and waits of a training are counted; the losses are the CPU's, bit for bit."""
    with pretend_cuda() as gpu:
        _, losses = _train("cuda", "cuda")
        assert gpu.ops["cuda:0"] >= 40
        assert (gpu.h2d, gpu.d2h, gpu.syncs) == (4 + 2 * 4, 0, 4)  # parameters and batches; .item()
        gpu.reset()
        assert gpu.ops == {"cuda:0": 0, "cpu": 0}
        assert gpu.used == set()
        torch.ones(3, device="cuda").cpu()
        assert (gpu.h2d, gpu.d2h, gpu.syncs) == (0, 1, 1)
        assert gpu.used == {"cuda:0"}
    assert losses == _train("cpu", "cpu")[1]


def _snapshot() -> list[Any]:
    owners = [
        torch,
        torch.cuda,
        torch.cuda.memory,
        torch.cuda.random,
        torch.accelerator,
        torch.autograd,
        torch._C._nn,
        torch.utils._foreach_utils,
        sys.modules["torch.optim.optimizer"],
        torch.utils.data._utils.pin_memory,
        torch.nn.DataParallel,
        torch.amp.autocast_mode.autocast,
        torch.utils.hooks.BackwardHook,
    ]
    return [
        *({name: id(value) for name, value in vars(owner).items()} for owner in owners),
        list(torch.serialization._package_registry),
        torch.backends.cudnn.benchmark,
        torch.utils._device.CURRENT_DEVICE,
        torch._C._len_torch_function_stack(),
    ]


def _fail_inside() -> torch.Tensor:
    x = None
    try:
        with pretend_cuda():
            torch.backends.cudnn.benchmark = True
            torch.set_default_device("cuda")
            x = torch.ones(2, device="cuda")
            raise KeyError
    except KeyError:
        assert x is not None
        return x


def test_everything_is_restored_after_an_exception() -> None:
    """Torch is as before, and a leftover tensor is an ordinary CPU tensor."""
    with pretend_cuda():
        pass  # imports what is imported late
    before, real = _snapshot(), torch.cuda.is_available()
    x = _fail_inside()
    assert _snapshot() == before
    assert torch.cuda.is_available() == real
    assert x.device.type == "cpu"
    assert (x + 1).sum() == 4


def test_threads_are_outside_unless_put_in() -> None:
    """A thread sees the mode only within ``gpu.active()``."""
    found: list[Any] = []

    def work(gpu: PretendCuda) -> None:
        found.append((torch.ones(2) + 1).device.type)
        with gpu.active():
            found.append(torch.ones(2, device="cuda").is_cuda)

    with pretend_cuda() as gpu:
        thread = threading.Thread(target=work, args=(gpu,))
        thread.start()
        thread.join()
    assert found == ["cpu", True]


def test_cuda_for_tests() -> None:
    """It gives ``"cuda"`` on every machine."""
    real = torch.cuda.is_available()
    with cuda_for_tests() as gpu:
        assert torch.ones(2, device="cuda").is_cuda
        assert (gpu is None) == real
