"""One instance is left and entered again, and tensors outlive the instance under which they were placed."""

from __future__ import annotations

import io
import os

import pytest
import torch
from torch import nn

from autograder.pretend_cuda import PretendCuda, pretend_cuda

from .case import blobs, loop, mlp


@pytest.mark.parametrize("same", [True, False], ids=["same-instance", "new-instance"])
def test_earlier_tensors_mix_with_later_ones(same: bool) -> None:
    """A model placed earlier trains with data placed later."""
    first = pretend_cuda()
    with first:
        model = mlp().to("cuda")
        optimizer = torch.optim.Adam(model.parameters(), 0.01)
        before = loop(model, [blobs()], "cuda", optimizer, epochs=1)
    assert not next(model.parameters()).is_cuda
    with first if same else pretend_cuda() as gpu:
        assert gpu.device_of(next(model.parameters())) == torch.device("cuda:0")
        after = loop(model, [blobs()], "cuda", optimizer, epochs=3)
        x = model[0].weight
        assert x.to("cuda") is x
        with pytest.raises(RuntimeError, match="same device"):
            model(blobs()[0])
    assert after[-1] < before[0]


def test_an_earlier_device_that_is_gone_counts() -> None:
    """A tensor on ``cuda:1`` stays there under an instance with one device."""
    with pretend_cuda(2):
        x = torch.ones(3, device="cuda:1")
    with pretend_cuda(1) as gpu:
        assert str((x + 1).device) == "cuda:1"
        assert gpu.ops == {"cuda:0": 0, "cuda:1": 1, "cpu": 0}
        with pytest.raises(RuntimeError, match="found at least two devices, cuda:1 and cuda:0!"):
            x + torch.ones(3, device="cuda")


def test_many_calls_of_one_instance() -> None:
    """Failed calls leave nothing behind that spoils the next ones."""
    with pretend_cuda() as gpu:
        for _ in range(3):
            x = torch.ones(3, device="cuda", requires_grad=True)
            y = (x * 2).sum()
            x.register_hook(_fail)
            with pytest.raises(ZeroDivisionError):
                y.backward()
            assert not gpu.in_backward()
            with pytest.raises(RuntimeError, match="unsafe to autocast"), torch.autocast("cuda"):
                nn.BCELoss()(torch.rand(3, device="cuda"), torch.rand(3, device="cuda"))
            assert gpu.autocasting == 0
            assert not (torch.ones(2) + 1).is_cuda


def _fail(grad: torch.Tensor) -> None:
    raise ZeroDivisionError


def test_nested() -> None:
    """The instance may be entered inside itself."""
    gpu = pretend_cuda()
    with gpu:
        with gpu:
            x = torch.ones(2, device="cuda")
        assert x.is_cuda
        assert torch.cuda.is_available()
    assert not x.is_cuda


def test_a_checkpoint_outlives_the_instance() -> None:
    """What was saved under one instance is loaded on the device under another."""
    file = io.BytesIO()
    with pretend_cuda():
        torch.save(mlp().to("cuda").state_dict(), file)
    file.seek(0)
    with pretend_cuda() as gpu:
        state = torch.load(file)
        assert all(t.is_cuda for t in state.values())
        assert gpu.used == {"cuda:0"}


def test_a_generator_from_outside_is_one() -> None:
    """``isinstance`` knows generators that were made before."""
    outside = torch.Generator()
    with pretend_cuda():
        assert isinstance(outside, torch.Generator)
        assert isinstance(torch.Generator(device="cuda"), torch.Generator)
        torch.randn(3, generator=outside)
        with pytest.raises(RuntimeError, match="Expected a 'cuda' device type for generator but found 'cpu'"):
            torch.randn(3, device="cuda", generator=outside)


def _works_in_a_child(gpu: PretendCuda, inside: bool) -> bool:
    """Fork; whether a tensor can be placed in the child, in a context of its own or in the parent's."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if inside:
                torch.ones(1, device="cuda")
            else:
                with gpu:
                    torch.ones(1, device="cuda")
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_forks() -> None:
    """An instance made before a fork works in the child; one that was entered before does not, as CUDA."""
    gpu = pretend_cuda()
    assert _works_in_a_child(gpu, inside=False)
    with gpu:
        assert not _works_in_a_child(gpu, inside=True)
