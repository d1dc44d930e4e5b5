"""What crosses the boundary, and what never does."""

from __future__ import annotations

import json
import math
import pickle
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge.codec import DTYPES, Decoder, Encoder
from autograder.bridge.wire import BadMessageError
from kit.student import Ref


def cross(value: Any) -> Any:
    encoder = Encoder()
    message = json.loads(json.dumps(encoder.encode(value)))
    return Decoder([bytearray(one) for one in encoder.buffers]).decode(message)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and torch.equal(a.nan_to_num(), b.nan_to_num())
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


plain = st.none() | st.booleans() | st.integers(-(2**62), 2**62) | st.floats() | st.text(max_size=20)
nested = st.recursive(
    plain,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(-9, 9), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(nested)
def test_plain_data_arrives_as_it_is(value: Any) -> None:
    assert same(cross(value), value)


@pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (2, 3, 5)], ids=str)
def test_tensors_arrive_as_they_are(dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    value = torch.randint(0, 2, shape).to(dtype)
    assert same(cross(value), value)
    assert same(cross({"t": (value, [value.T if value.dim() == 2 else value])})["t"][0], value)


def test_views_gradients_and_other_things() -> None:
    view = torch.arange(12.0).reshape(3, 4).T[1:, ::2]
    assert torch.equal(cross(view), view)
    leaf = torch.ones(3, requires_grad=True)
    leaf.grad = torch.full((3,), 7.0)
    came = cross(leaf)
    assert came.requires_grad
    assert torch.equal(came.grad, leaf.grad)
    assert cross(torch.empty(2, 3, device="meta")).device.type == "meta"
    assert cross(torch.float16) is torch.float16
    assert cross(torch.device("cuda:1")) == torch.device("cuda:1")
    assert cross(Ref(3, "module", "Net")) == Ref(3, "module", "Net")
    array = np.arange(6, dtype="i2").reshape(2, 3)
    assert cross(array).dtype == array.dtype
    assert (cross(array) == array).all()


@given(st.permutations(range(4)), st.tuples(*[st.integers(0, 3)] * 4))
def test_the_order_in_memory_is_kept(order: list[int], shape: tuple[int, ...]) -> None:
    value = torch.randn([shape[axis] for axis in order]).permute([order.index(axis) for axis in range(4)])
    came = cross(value)
    assert torch.equal(came, value)
    assert came.is_contiguous() == value.is_contiguous()
    assert 1 in shape or 0 in shape or came.stride() == value.stride()


@pytest.mark.parametrize(
    "value",
    [
        torch.randn(6)[::2],
        torch.randn(2, 3, 7)[..., :5],
        torch.randn(4, 5)[:, :1],
        torch.arange(3)[:, None].expand(3, 4),
        torch.randn(3, 8).T[1:6],
        (torch.randn(2, 3, 4, 6) > 0)[:, 1:, :, ::2],
        torch.randn(9).unfold(0, 4, 1),
        torch.randn(500, 500)[:, :3],
    ],
    ids=lambda value: str(tuple(value.stride())),
)
def test_what_has_holes_in_memory_has_them_on_the_other_side(value: torch.Tensor) -> None:
    came = cross(value)
    assert torch.equal(came, value)
    assert came.dtype == value.dtype
    assert not came.is_contiguous()
    assert came.stride() == value.stride() or value.stride(0) == 500
    assert flattens(came) == flattens(value)


def flattens(value: torch.Tensor) -> bool:
    """Whether code that takes a tensor for contiguous may look at it as one row."""
    try:
        value.view(-1)
    except RuntimeError:
        return False
    return True


class Evil:
    def __reduce__(self) -> Any:
        return print, ("pickled",)


@pytest.mark.parametrize("value", [Evil(), {1, 2}, b"bytes", 1j, print, type], ids=lambda v: type(v).__name__)
def test_anything_else_is_refused_at_the_sender(value: Any) -> None:
    with pytest.raises(TypeError):
        Encoder().encode(value)


BAD: list[Any] = [
    {"x": 1},
    {},
    [1],
    1.5,
    {"f": "nonsense"},
    {"f": 3},
    {"l": 3},
    {"t": {"a": 1}},
    {"d": [[1]]},
    {"d": [[{"l": []}, 1]]},
    {"T": 0, "k": "float32", "s": [3]},
    {"T": 0, "k": "float33", "s": [1]},
    {"T": 9, "k": "float32", "s": [1]},
    {"T": -2, "k": "float32", "s": [1]},
    {"T": 0, "k": "float32", "s": [-1]},
    {"T": 0, "k": "float32", "s": [2**50]},
    {"T": 0, "k": "float32", "s": [1] * 99},
    {"T": 0, "k": "bool", "s": [4]},
    {"T": 0, "k": "float32", "s": [1], "n": 3},
    {"T": True, "k": "float32", "s": [1]},
    {"T": 0, "k": "int8", "s": [2, 2], "o": [100, 1]},
    {"T": 0, "k": "int8", "s": [2, 2], "o": [2**80, 1]},
    {"T": 0, "k": "int8", "s": [2, 2], "o": [-1, 0]},
    {"T": 0, "k": "int8", "s": [2, 2], "o": [0]},
    {"T": 0, "k": "int8", "s": [2, 2], "o": "10"},
    {"T": 0, "k": "int8", "s": [2, 2], "o": [False, True]},
    {"N": 0, "k": "O", "s": []},
    {"N": 0, "k": "V4", "s": [1]},
    {"N": 0, "k": "<f4,<f4", "s": [1]},
    {"D": "Tensor"},
    {"v": "not a device"},
    {"r": [1, "module"]},
    {"r": ["1", "module", "Net"]},
    {"r": [1, "spy", "Net"]},
    {"q": ["functions.sine", {"t": []}, {"d": []}]},
]


@pytest.mark.parametrize("message", BAD, ids=str)
def test_malformed_messages_are_refused(message: Any) -> None:
    with pytest.raises(BadMessageError):
        Decoder([bytearray(b"\x07\x07\x07\x07")]).decode(message)


def test_depth_is_bounded() -> None:
    message: Any = 1
    for _ in range(100):
        message = {"l": [message]}
    with pytest.raises(BadMessageError):
        Decoder([]).decode(message)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("flrdTNDvqksgna"), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None)
@given(json_values, st.binary(max_size=16))
def test_no_message_does_anything_but_decode_or_be_refused(message: Any, data: bytes) -> None:
    try:
        value = Decoder([bytearray(data)]).decode(message)
    except BadMessageError:
        return
    assert_plain(value)


def assert_plain(value: Any) -> None:
    if type(value) in (list, tuple):
        for one in value:
            assert_plain(one)
    elif type(value) is dict:
        for key, one in value.items():
            assert_plain(key)
            assert_plain(one)
    else:
        plain_types = (type(None), bool, int, float, str, torch.Tensor, np.ndarray, Ref, torch.dtype, torch.device)
        assert isinstance(value, plain_types)


def test_no_pickle_in_the_boundary() -> None:
    import autograder.bridge.codec as codec
    import autograder.bridge.wire as wire

    for module in (codec, wire):
        assert pickle not in vars(module).values()
        assert "eval" not in module.__dict__
