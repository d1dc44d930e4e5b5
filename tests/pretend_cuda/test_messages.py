"""The error texts say which argument lies on which device."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.pretend_cuda import PretendCuda, pretend_cuda

START = "Expected all tensors to be on the same device, but found at least two devices, "


@pytest.fixture
def gpu() -> Iterator[PretendCuda]:
    """Pretend one device."""
    with pretend_cuda() as gpu:
        yield gpu


def _message(call: Callable[[], Any], kind: type[Exception] = RuntimeError) -> str:
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


def test_function_with_names(gpu: PretendCuda) -> None:
    """Arguments have the names of the signature, by position or keyword."""
    x, layer = torch.ones(5, 3), nn.Linear(3, 2).to("cuda")
    assert _message(lambda: layer(x)) == START + (
        "cuda:0 and cpu! (in linear: input (5, 3) on cpu, weight (2, 3) on cuda:0, bias (2,) on cuda:0)"
    )
    loss = _message(lambda: F.cross_entropy(torch.ones(4, 3, device="cuda"), target=torch.zeros(4).long()))
    assert "in cross_entropy: input (4, 3) on cuda:0, target (4,) on cpu" in loss
    assert "weight" not in loss


def test_operators(gpu: PretendCuda) -> None:
    """Operators are shown as in the line of code where torch tells them from functions."""
    a, b = torch.ones(2, 3, device="cuda"), torch.ones(3)
    assert "(in left == right: left (2, 3) on cuda:0, right (3,) on cpu)" in _message(lambda: a == b)
    assert "(in matmul: self (2, 3) on cuda:0, other (3,) on cpu)" in _message(lambda: a @ b)


def test_lists(gpu: PretendCuda) -> None:
    """Short lists are shown item by item, long ones as counts."""
    here, there = torch.ones(2, device="cuda"), torch.ones(3)
    assert "(in cat: tensors[0] (2,) on cuda:0, tensors[1] (3,) on cpu)" in _message(lambda: torch.cat([here, there]))
    text = _message(lambda: torch.stack([here] * 5 + [there[:2]]))
    assert "(in stack: of the 6 tensors in tensors 5 on cuda:0 and 1 on cpu)" in text


def test_convolution(gpu: PretendCuda) -> None:
    """CUDA's own words for convolutions, then the arguments."""
    layer = nn.Conv2d(1, 2, 3).to("cuda")
    assert _message(lambda: layer(torch.ones(4, 1, 5, 6))).startswith(
        "Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same "
        "(in conv2d: input (4, 1, 5, 6) on cpu, weight (2, 1, 3, 3) on cuda:0"
    )


def test_convolution_with_bias_elsewhere(gpu: PretendCuda) -> None:
    """Input and weight agree, the bias does not."""
    x, weight, bias = torch.ones(1, 1, 4, 4).cuda(), torch.ones(2, 1, 3, 3).cuda(), torch.ones(2)
    assert "bias (2,) on cpu" in _message(lambda: F.conv2d(x, weight, bias))


def test_recurrent(gpu: PretendCuda) -> None:
    """CUDA's own words for recurrent layers, packed or not."""
    layer, x = nn.GRU(3, 4).to("cuda"), torch.ones(5, 2, 3)
    hidden = torch.zeros(1, 2, 4)
    assert "found input tensor at cpu and parameter tensor at cuda:0" in _message(lambda: layer(x))
    assert "found input tensor at cuda:0 and hidden tensor at cpu" in _message(lambda: layer(x.cuda(), hidden))
    packed = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([5, 4]))
    assert "found input tensor at cpu and parameter tensor at cuda:0" in _message(lambda: layer(packed))
    packed = nn.utils.rnn.pack_padded_sequence(x.cuda(), torch.tensor([5, 4]))
    assert "found input tensor at cuda:0 and hidden tensor at cpu" in _message(lambda: layer(packed, hidden))


def test_index(gpu: PretendCuda) -> None:
    """Indices and assigned values."""
    x, i = torch.ones(4, 3), torch.tensor([0, 2], device="cuda")
    assert _message(lambda: x[i]) == (
        "indices should be either on cpu or on the same device as the indexed tensor (cpu); the index (2,) is on cuda:0"
    )
    y = x.cuda()
    assert "(in x[index] = value: x (4, 3) on cuda:0, value (2, 3) on cpu)" in _message(lambda: y.__setitem__(i, x[:2]))


def test_unknown_function_shows_positions(gpu: PretendCuda) -> None:
    """Without a signature the arguments are numbered from 1."""
    text = _message(lambda: torch.ops.aten.add(torch.ones(2, device="cuda"), torch.ones(2)))
    assert "argument 1 (2,) on cuda:0, argument 2 (2,) on cpu" in text
