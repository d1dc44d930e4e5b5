"""The backward pass: hooks run under the mode, and what the engine makes is on the loss's device."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import torch
import torch.utils.checkpoint
from torch import Tensor

from autograder.pretend_cuda.undo import Undo

if TYPE_CHECKING:
    from autograder.pretend_cuda.mode import PretendCuda


def install(mode: PretendCuda, undo: Undo) -> None:
    """Wrap the autograd engine, module hooks, and checkpoint's comparison of recomputed tensors."""
    run: Any = torch.autograd._engine_run_backward  # type: ignore[attr-defined]

    def engine(t_outputs: Any, *args: Any, **kwargs: Any) -> Any:
        _check_gradients(mode, t_outputs, args[0] if args else ())
        found = (mode.badge(t) for t in t_outputs)
        index = next((i for i in found if i is not None), None)
        mode.backward.append((index, threading.get_ident()))
        try:
            with mode.active():
                return run(t_outputs, *args, **kwargs)
        finally:
            mode.backward.pop()

    undo.set(torch.autograd, "_engine_run_backward", engine)

    hook: Any = torch.utils.hooks.BackwardHook
    pack = hook._pack_with_none

    def packed(self: Any, indices: Any, values: Any, size: Any) -> Any:
        for value in values:
            if isinstance(value, Tensor):
                mode.badge(value)  # adopts what the engine made
        return pack(self, indices, values, size)

    undo.set(hook, "_pack_with_none", packed)

    checks: Any = torch.utils.checkpoint._allowed_determinism_checks_to_fns
    undo.callback(checks.__setitem__, "default", checks["default"])
    # The original also compares devices, once inside a torch call and once outside of it.
    checks["default"] = lambda x: {"shape": x.shape, "dtype": x.dtype}


def _check_gradients(mode: PretendCuda, outputs: Any, gradients: Any) -> None:
    for i, (t, grad) in enumerate(zip(outputs, gradients, strict=False)):
        if isinstance(grad, Tensor) and grad.dim() and mode.device_of(grad) != mode.device_of(t):
            raise RuntimeError(
                f"invalid gradient at index {i} - expected device {mode.device_of(t)} but got {mode.device_of(grad)}"
            )
