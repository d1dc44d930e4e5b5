"""Drive an optimiser step function over several steps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from kit.student import probe

Step = Callable[[Tensor, Tensor, dict[str, Any]], tuple[Tensor, dict[str, Any]]]


@probe
def walk(
    step: Step,
    starts: list[Tensor],
    gradients: list[list[Tensor]],
    settings: list[dict[str, Any]],
    rates: dict[int, float] | None = None,
    reuse: bool = False,
    shift: Tensor | None = None,
) -> dict[str, Any]:
    """Step one or several parameters, each in turn, every one with its own ``cfg``.

    Parameters
    ----------
    starts, gradients, settings
        Per parameter: the start, its gradients (one a step), and the first ``cfg``.
    rates
        New learning rates by number of the step before which the caller sets them.
    reuse
        Whether the caller keeps one tensor for each parameter and one for all gradients, and
        overwrites them from step to step, as a training loop does.
    shift
        What the caller adds to the weights between two calls.

    Returns
    -------
    dict
        ``paths``: per parameter (steps, ...), the weights after each step. ``weights`` and
        ``gradients``: the tensors that were passed, as they are after the last step (without `reuse`).
        ``devices``: where weights and state tensors are.
    """
    weights = [w.clone() for w in starts]
    configs = [dict(one) for one in settings]
    buffer = torch.empty_like(starts[0])
    paths: list[list[Tensor]] = [[] for _ in starts]
    passed: list[list[tuple[Tensor, Tensor]]] = [[] for _ in starts]
    devices: set[str] = set()
    with _without_torch_optim():
        for number in range(len(gradients[0])):
            for i, w in enumerate(weights):
                if rates and number in rates:
                    configs[i]["lr"] = rates[number]
                dw = buffer.copy_(gradients[i][number]) if reuse else gradients[i][number].clone()
                new, configs[i] = _checked(step(w, dw, configs[i]), w)
                paths[i].append(new.detach().clone())
                passed[i].append((w, dw))
                following = new.detach() if shift is None else new.detach() + shift
                weights[i] = w.copy_(following) if reuse else following.clone()
                state = [v for v in configs[i].values() if isinstance(v, Tensor) and v.shape == w.shape]
                devices |= {value.device.type for value in (new, *state)}
    return {
        "paths": [torch.stack(path).cpu() for path in paths],
        "weights": [torch.stack([w for w, _ in pairs]).cpu() for pairs in passed],
        "gradients": [torch.stack([dw for _, dw in pairs]).cpu() for pairs in passed],
        "devices": sorted(devices),
    }


def _checked(result: Any, w: Tensor) -> tuple[Tensor, dict[str, Any]]:
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise TypeError("a step returns the pair (w_new, cfg)")
    new, cfg = result
    if not isinstance(new, Tensor):
        raise TypeError(f"w_new is of type {type(new).__name__}, not a tensor")
    if new.shape != w.shape:
        raise TypeError(f"w_new has shape {tuple(new.shape)}, w has {tuple(w.shape)}")
    if not isinstance(cfg, dict):
        raise TypeError(f"cfg is of type {type(cfg).__name__}, not a dict")
    return new, cfg


@contextmanager
def _without_torch_optim() -> Iterator[None]:
    """Within the block a call of a function of ``torch.optim`` raises, by whatever name it is called."""

    def refuse(frame: Any, event: str, _: Any) -> None:
        if event == "call" and str(frame.f_globals.get("__name__")).startswith("torch.optim"):
            raise RuntimeError("torch.optim is what you are asked to write")

    before = sys.getprofile()
    sys.setprofile(refuse)
    try:
        yield
    finally:
        sys.setprofile(before)
