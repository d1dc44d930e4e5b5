"""Values as JSON and raw bytes, and back. Decoding makes plain data and nothing else.

A value is null, true, false, an int, a string, or an object with one tag: ``f`` float (hex), ``l`` list, ``t`` tuple,
``d`` dict (pairs), ``T`` tensor (number of its buffer; -1: on the meta device; ``o`` are its strides, where it is not
contiguous), ``N`` NumPy array, ``D`` dtype, ``v`` device, ``r`` reference, ``q`` deferred probe (only towards S).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from autograder.bridge.wire import BadMessageError
from kit.student.message import Deferred, Ref

MAX_DEPTH = 30
MAX_TEXT = 1_000_000
MAX_DIMS = 16
MAX_SPAN = 16
"""Places in memory for each number of a tensor with gaps."""
DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64, torch.complex128,
        torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool,
    )
}  # fmt: skip
NUMPY_KINDS = "biufc"
REF_KINDS = ("function", "class", "module", "object")


class Encoder:
    """Collects the buffers of one message. `tensors` and `probes` are those encoded, in order."""

    def __init__(self, graph: Callable[[Tensor], int | None] = lambda _: None) -> None:
        self.buffers: list[bytes] = []
        self.tensors: list[Tensor] = []
        self.probes: list[str] = []
        self._graph = graph

    def encode(self, value: Any) -> Any:
        """The JSON form of a value that `kit.student` lets through."""
        if value is None or type(value) in (bool, str):
            return value
        if type(value) is int:
            return value if abs(value) < 2**63 else {"f": float(value).hex()}
        if type(value) is float:
            return {"f": value.hex()}
        if type(value) is list:
            return {"l": [self.encode(item) for item in value]}
        if type(value) is tuple:
            return {"t": [self.encode(item) for item in value]}
        if type(value) is dict:
            return {"d": [[self.encode(key), self.encode(item)] for key, item in value.items()]}
        if isinstance(value, Tensor):
            return self._tensor(value)
        if isinstance(value, (np.ndarray, np.generic)):
            array = np.asarray(value)
            return {"N": self._buffer(array.tobytes()), "k": array.dtype.str, "s": list(array.shape)}
        if isinstance(value, torch.dtype):
            return {"D": str(value).removeprefix("torch.")}
        if isinstance(value, torch.device):
            return {"v": str(value)}
        if isinstance(value, Ref):
            return {"r": [value.id, value.kind, value.kind_name]}
        if isinstance(value, Deferred):
            self.probes.append(value.probe)
            return {"q": [value.probe, self.encode(tuple(value.args)), self.encode(value.kwargs)]}
        raise TypeError(f"{type(value).__name__} is not plain data")

    def _tensor(self, value: Tensor) -> Any:
        self.tensors.append(value)
        out = self._raw(value)
        out["g"] = bool(value.requires_grad)
        if value.grad_fn is not None:
            out["n"] = self._graph(value)
        elif value.is_leaf and value.grad is not None:
            out["a"] = self._raw(value.grad)
        return out

    def _raw(self, value: Tensor) -> dict[str, Any]:
        if value.device.type == "meta":
            return {"T": -1, "k": str(value.dtype).removeprefix("torch."), "s": list(value.shape)}
        plain = value.detach().to("cpu").contiguous().resolve_conj().resolve_neg()
        data = plain.as_strided((plain.numel(),), (1,)).view(torch.uint8).numpy().tobytes() if plain.numel() else b""
        name = str(value.dtype).removeprefix("torch.")
        if name not in DTYPES:
            raise TypeError(f"tensors of dtype {name} do not cross")
        out: dict[str, Any] = {"T": self._buffer(data), "k": name, "s": list(value.shape)}
        if value.layout is torch.strided and not value.is_contiguous():
            out["o"] = _strides(value)
        return out

    def _buffer(self, data: bytes) -> int:
        self.buffers.append(data)
        return len(self.buffers) - 1


class Decoder:
    """Reads the values of one message.

    Parameters
    ----------
    graft
        Makes a tensor differentiable whose graph stays on the other side: gets the tensor and the graph's number.
    probes
        Names of functions that a deferred probe may refer to; none on the trusted side.
    """

    def __init__(
        self,
        buffers: list[bytearray],
        graft: Callable[[Tensor, int], Tensor] | None = None,
        probes: dict[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.buffers, self._graft, self._probes = buffers, graft, probes
        self.leaves: list[Tensor] = []

    def decode(self, value: Any, depth: int = 0) -> Any:
        """The value behind its JSON form. Raises `BadMessageError` for anything out of form."""
        try:
            return self._decode(value, depth)
        except BadMessageError:
            raise
        except (KeyError, IndexError, TypeError, ValueError, RuntimeError, OverflowError, SyntaxError) as error:
            raise BadMessageError(f"malformed value: {type(error).__name__}") from error

    def _decode(self, value: Any, depth: int) -> Any:
        if value is None or type(value) is bool:
            return value
        if type(value) is int:
            if abs(value) >= 2**63:  # larger ones can be made to collide in a dict
                raise BadMessageError("a number too large")
            return value
        if type(value) is str:
            if len(value) > MAX_TEXT:
                raise BadMessageError("a string too long")
            return value
        if type(value) is not dict or depth > MAX_DEPTH:
            raise BadMessageError("not a value")
        if "f" in value:
            return float.fromhex(value["f"])
        if "l" in value:
            return [self._decode(item, depth + 1) for item in _list(value["l"])]
        if "t" in value:
            return tuple(self._decode(item, depth + 1) for item in _list(value["t"]))
        if "d" in value:
            pairs = [_list(pair, 2) for pair in _list(value["d"])]
            return {_key(self._decode(k, depth + 1)): self._decode(v, depth + 1) for k, v in pairs}
        if "T" in value:
            return self._tensor(value)
        if "N" in value:
            return self._array(value)
        if "D" in value:
            return DTYPES[value["D"]]
        if "v" in value:
            return torch.device(value["v"])
        if "r" in value:
            number, kind, name = _list(value["r"], 3)
            if type(number) is not int or kind not in REF_KINDS or type(name) is not str:
                raise BadMessageError("bad reference")
            return Ref(number, kind, name[:100])
        if "q" in value and self._probes is not None:
            name, args, kwargs = _list(value["q"], 3)
            args, kwargs = self._decode(args, depth + 1), self._decode(kwargs, depth + 1)
            return Deferred(name, self._probes[name], args, kwargs)
        raise BadMessageError("unknown kind of value")

    def _tensor(self, value: dict[str, Any]) -> Tensor:
        tensor = self._raw(value)
        graph = value.get("n")
        if graph is not None:
            if self._graft is None or type(graph) is not int:
                raise BadMessageError("a graph where none can be")
            return self._graft(tensor, graph)
        if value.get("g") is True:
            tensor.requires_grad_()
            if value.get("a") is not None:
                tensor.grad = self._raw(value["a"])
        self.leaves.append(tensor)
        return tensor

    def _raw(self, value: dict[str, Any]) -> Tensor:
        dtype, shape = DTYPES[value["k"]], _shape(value["s"])
        if value["T"] == -1:
            return torch.empty(shape, dtype=dtype, device="meta")
        data = self.buffers[_index(value["T"])]
        if len(data) != math.prod(shape) * dtype.itemsize:
            raise BadMessageError("a tensor whose bytes do not fit its shape")
        if not data:
            return torch.empty(shape, dtype=dtype)
        tensor = torch.frombuffer(data, dtype=torch.uint8)
        if dtype is torch.bool and bool((tensor > 1).any()):
            raise BadMessageError("a truth value that is neither 0 nor 1")
        flat = tensor.view(dtype).clone()
        return _laid_out(flat, shape, _list(value["o"], len(shape))) if "o" in value else flat.reshape(shape)

    def _array(self, value: dict[str, Any]) -> Any:
        dtype, shape, data = np.dtype(value["k"]), _shape(value["s"]), self.buffers[_index(value["N"])]
        if dtype.kind not in NUMPY_KINDS or len(data) != math.prod(shape) * dtype.itemsize:
            raise BadMessageError("a malformed array")
        return np.frombuffer(bytes(data), dtype=dtype).reshape(shape).copy()


def _strides(value: Tensor) -> list[int]:
    """Strides to give a copy: the tensor's own, or closer ones with a gap behind each row where those span too much."""
    own = list(value.stride())
    if _span(value.shape, own) <= MAX_SPAN * value.numel():
        return own
    closer, step = [0] * value.ndim, 1
    inwards = sorted(range(value.ndim), key=lambda axis: own[axis])
    for axis in inwards:
        closer[axis] = step
        step *= value.shape[axis] + (axis == inwards[0])
    return closer


def _span(shape: Sequence[int], strides: Sequence[int]) -> int:
    """Numbers in memory from the first to the last."""
    return 1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))


def _laid_out(flat: Tensor, shape: Sequence[int], strides: list[Any]) -> Tensor:
    """These numbers as a tensor with these strides; where elements share memory, the last one counts."""
    steps = [_index(one) for one in strides]
    if _span(shape, steps) > MAX_SPAN * len(flat):
        raise BadMessageError("a tensor that lies too far apart")
    places = torch.zeros((), dtype=torch.int64)
    for size, step in zip(shape, steps, strict=True):
        places = places[..., None] + step * torch.arange(size)
    stored = torch.zeros(_span(shape, steps), dtype=flat.dtype)
    stored[places.flatten()] = flat
    return stored.as_strided(list(shape), steps)


def _list(value: Any, length: int | None = None) -> list[Any]:
    if type(value) is not list or (length is not None and len(value) != length):
        raise BadMessageError("not a list of the right length")
    return value


def _index(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise BadMessageError("not the number of a buffer")
    return value


def _shape(value: Any) -> tuple[int, ...]:
    sizes = _list(value)
    if len(sizes) > MAX_DIMS or any(type(size) is not int or not 0 <= size < 2**40 for size in sizes):
        raise BadMessageError("not a shape")
    return tuple(sizes)


def _key(value: Any) -> Any:
    if type(value) not in (str, int, float, bool, tuple, type(None)):
        raise BadMessageError("not a key")
    hash(value)
    return value
