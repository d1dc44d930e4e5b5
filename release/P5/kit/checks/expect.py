"""What a check may expect. Each function returns nothing or raises `CheckFailed` with words for the student.

Tolerances follow the dtype: 1e-8 in float64, 1e-4 in float32, relative and absolute, unless given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from kit.checks.explain import may_reveal
from kit.checks.explain.tensor import explain_number, explain_shape, explain_values
from kit.checks.outcome import CheckFailed, StudentError

TOLERANCE = {torch.float64: 1e-8, torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 2e-2}


def that(condition: bool, message: str) -> None:
    """`condition` holds; `message` says what was expected and what came."""
    if not condition:
        raise CheckFailed(message)


def tensor(
    value: Any,
    name: str,
    shape: Sequence[int | None] | None = None,
    dtype: torch.dtype | None = None,
    grad: bool | None = None,
    meta: bool = False,
) -> None:
    """`value` is exactly a tensor, of this shape (`None`: any size) and dtype, with or without a graph.

    One on the device `meta` has no values; only with `meta` may it be there.
    """
    if type(value) not in (Tensor, torch.nn.Parameter):
        raise CheckFailed(f"{name} should be a tensor, it is {_kind(value)}")
    if value.device.type == "meta" and not meta:
        raise CheckFailed(f"{name} is a tensor without values (device meta)")
    if shape is not None:
        fits = len(shape) == value.dim() and all(
            want is None or want == got for got, want in zip(value.shape, shape, strict=True)
        )
        if not fits:
            _fail(name, explain_shape(tuple(value.shape), tuple(shape)))
    if dtype is not None and value.dtype != dtype:
        raise CheckFailed(f"{name} has dtype {_dtype(value)}, expected {str(dtype).removeprefix('torch.')}")
    if grad is not None and value.requires_grad != grad:
        raise CheckFailed(f"{name} should {'be differentiable' if grad else 'carry no graph (detach it)'}")


def close(got: Any, want: Tensor | float, name: str, rtol: float | None = None, atol: float | None = None) -> None:
    """`got` has the shape of `want` and its values within tolerance; nan equals nan.

    `got` may be a tensor or a number; `want` is a trusted tensor or number.
    """
    if isinstance(want, Tensor):
        tensor(got, name, shape=tuple(want.shape))
        a, b = got.detach().cpu(), want.detach().cpu()
        if a.is_complex() != b.is_complex():
            raise CheckFailed(f"{name} has dtype {_dtype(a)}, expected {_dtype(b)}")
        floor = min(TOLERANCE.get(a.dtype, 0.0), max(TOLERANCE.get(b.dtype, 0.0), TOLERANCE[torch.float32]))
        floor = floor if b.dtype.is_floating_point else 0.0
        rtol, atol = floor if rtol is None else rtol, floor if atol is None else atol
        wide = torch.complex128 if b.is_complex() else torch.float64
        agree = torch.isclose(a.to(wide), b.to(wide), rtol=rtol, atol=atol, equal_nan=True)
        if not bool(agree.all()):
            _fail(name, explain_values(a, b, agree))
        return
    number(got, name)
    rtol, atol = 1e-6 if rtol is None else rtol, 1e-8 if atol is None else atol
    value = float(got)
    both_nan = math.isnan(value) and math.isnan(want)
    if not (both_nan or math.isclose(value, want, rel_tol=rtol, abs_tol=atol)):
        _fail(name, explain_number(value, float(want)))


def number(value: Any, name: str) -> None:
    """`value` is an int or a float (not a bool), or a tensor with a single real number."""
    if type(value) in (int, float):
        return
    if type(value) in (Tensor, torch.nn.Parameter) and value.numel() == 1 and not (value.is_complex() or value.is_meta):
        return
    raise CheckFailed(f"{name} should be a number, it is {_kind(value)}")


def integer(value: Any, want: int, name: str) -> None:
    """`value` is exactly this int (not a float, not a tensor)."""
    if type(value) is not int:
        raise CheckFailed(f"{name} should be an int, it is {_kind(value)}")
    if value != want:
        _fail(name, explain_number(value, want))


def equal(got: Any, want: Any, name: str) -> None:
    """`got` is of the type of `want` and equal to it: plain data without tensors."""
    if type(got) is not type(want):
        raise CheckFailed(f"{name} should be {_kind(want)}, it is {_kind(got)}")
    if got != want:
        raise CheckFailed(f"{name} is {got!r}" + (f", expected {want!r}" if may_reveal() else ", which is not right"))


def finite(value: Any, name: str) -> None:
    """`value` is a tensor or number without nan and inf."""
    if type(value) in (int, float):
        value = torch.tensor(float(value))
    tensor(value, name)
    bad = ~torch.isfinite(value.detach())
    if bool(bad.any()):
        index = tuple(int(i) for i in bad.nonzero()[0])
        raise CheckFailed(f"{name} has {'nan' if bool(value.detach()[index].isnan()) else 'inf'} at {index}")


def instance(value: Any, kind: type, name: str) -> None:
    """`value` is exactly of the plain type `kind`: dict, list, tuple, str, bool, int or float."""
    if type(value) is not kind:
        raise CheckFailed(f"{name} should be {_article(kind.__name__)}, it is {_kind(value)}")


def raises(kind: type[Exception], function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Calling the student's `function` raises `kind` or a subclass of it."""
    try:
        function(*args, **kwargs)
    except StudentError as error:
        if error.is_a("NotImplementedError") and kind is not NotImplementedError:
            raise
        if not error.is_a(kind.__name__):
            raise CheckFailed(f"should raise {kind.__name__}, it raised {error}") from None
        return
    raise CheckFailed(f"should raise {kind.__name__}, it raised nothing")


def untouched(student: Any, name: str = "the function") -> None:
    """The last call left its arguments (values, ``.grad``, ``requires_grad``) as they were."""
    if student.side_effects:
        raise CheckFailed(f"{name} should leave its arguments unchanged, but {student.side_effects[0]}")


def on_device(student: Any, name: str, device: str = "cuda") -> None:
    """Every tensor that the last call returned lies on `device`."""
    wrong = [place for place in student.devices if place != device]
    if wrong or not student.devices:
        raise CheckFailed(f"{name} should live on {device}, it is on {wrong[0] if wrong else 'no device'}")


def _fail(name: str, lines: Any) -> None:
    raise CheckFailed(f"{name} " + "; ".join(lines))


def _dtype(value: Tensor) -> str:
    return str(value.dtype).removeprefix("torch.")


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def _kind(value: Any) -> str:
    if value is None:
        return "None (is a return missing?)"
    if type(value) in (Tensor, torch.nn.Parameter):
        return f"a tensor of shape {tuple(value.shape)}"
    return _article(getattr(value, "kind_name", type(value).__name__))
