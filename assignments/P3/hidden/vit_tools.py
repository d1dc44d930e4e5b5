"""What the checks of attention and the Vision Transformer share."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from assignments.P3.probes import att_given as given
from assignments.P3.probes import att_runs as runs
from assignments.P3.probes import weights as loading
from kit.checks import CheckFailed, expect

Check = Callable[[Any], None]

F32, F64 = torch.float32, torch.float64

BANNED = ("scaled_dot_product_attention", "multi_head_attention_forward")
"""Also stands for ``nn.MultiheadAttention`` and ``nn.TransformerEncoderLayer``."""

STEP = 1e-5
"""Of differences in float64."""

GIVEN = {
    "patchify": given.patchify,
    "scaled_dot_product_attention": given.scaled_dot_product_attention,
    "MultiHeadSelfAttention": given.multi_head,
    "sinusoidal_encoding": given.sinusoidal_encoding,
    "PositionalEmbedding": given.positional_embedding,
    "prepend_cls": given.prepend_cls,
    "TransformerBlock": given.transformer_block,
}


def with_given(*names: str) -> Callable[[Check], Check]:
    """Run a check with these names of earlier exercises bound to their given version."""

    def wrap(check: Check) -> Check:
        @functools.wraps(check)
        def bound(student: Any) -> None:
            with student.bind(**{name: GIVEN[name]() for name in names}):
                check(student)

        return bound

    return wrap


def module(net: Any, name: str) -> Any:
    """`net`, if it is a module."""
    expect.that(getattr(net, "kind", "") == "module", f"{name} should be an nn.Module")
    return net


def loaded(student: Any, net: Any, weights: dict[str, Tensor], name: str) -> Any:
    """The module in float64, with these weights."""
    module(net, name)
    net.double()
    student.run(loading.load(net, weights))
    return net


def couple(value: Any, names: tuple[str, str], shapes: tuple[Sequence[int], Sequence[int]], dtype: Any) -> Any:
    """`value`, a tuple of two tensors of these shapes."""
    expect.instance(value, tuple, f"({', '.join(names)})")
    expect.that(len(value) == 2, f"({', '.join(names)}) should be two values, they are {len(value)}")
    for one, name, shape in zip(value, names, shapes, strict=True):
        expect.tensor(one, name, shape=shape, dtype=dtype)
    return value


def slopes(function: Callable[..., Tensor], inputs: Sequence[Tensor], name: str, needed: bool = True) -> None:
    """The gradients that a differentiable function of the student's reports are those of its own values.

    `function` takes the inputs, float64, and returns one tensor; compared along random directions. An input on which
    it does not depend may have no gradient unless it is `needed`.
    """
    leaves = [one.detach().requires_grad_() for one in inputs]
    result = function(*leaves)
    seed = torch.randn(result.shape, dtype=F64)
    expect.that(result.requires_grad, f"{name} carries no graph: no gradient comes through it")
    try:
        found = torch.autograd.grad(result, leaves, seed, allow_unused=True, retain_graph=True)
    except RuntimeError as error:
        raise CheckFailed(f"backward through {name} fails: {str(error)[:160]}") from None
    for number, (leaf, gradient) in enumerate(zip(leaves, found, strict=True)):
        direction = torch.randn(leaf.shape, dtype=F64)
        ends = []
        for step in (STEP, -STEP):
            moved = [one.detach() for one in leaves]
            moved[number] = moved[number] + step * direction
            ends.append((function(*moved).detach() * seed).sum())
        slope = float((ends[0] - ends[1]) / (2 * STEP))
        expect.that(gradient is not None or not needed, f"no gradient comes through {name} to input {number + 1}")
        along = 0.0 if gradient is None else float((gradient * direction).sum())
        size = float(direction.norm() * (0 if gradient is None else gradient.norm()))
        right = abs(along - slope) <= 1e-5 * max(abs(slope), size, 1e-3)
        expect.that(right, f"the gradient through {name} to input {number + 1} is not the slope of its values")


def every_parameter_learns(student: Any, net: Any, result: Tensor) -> None:
    """A backward pass from the result reaches every parameter; no gradient of a weight or a table is 0."""
    net.zero_grad()
    expect.that(result.requires_grad, "the output carries no graph")
    try:
        (result * torch.randn(result.shape, dtype=result.dtype)).sum().backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
    for name, gradient in student.run(loading.gradients(net)).items():
        expect.that(gradient is not None, f"no gradient reaches {name}")
        expect.finite(gradient, f"the gradient of {name}")
        if gradient.dim() > 1:  # a bias may have none: that of the keys moves all scores of a query alike
            expect.that(bool((gradient != 0).any()), f"the gradient of {name} is 0")


def count(net: Any) -> int:
    """Number of the module's learnable numbers."""
    return sum(one.numel() for one in dict(net.named_parameters()).values() if one.requires_grad)


def backward_on_cuda(student: Any, function: Any, inputs: list[Tensor], name: str, results: int = 1) -> Tensor:
    """Within ``student.cuda()``: the first of `results` outputs; all lie there, as do gradients of all inputs."""
    found = student.run(runs.backward(function, inputs))
    expect.on_device(student, f"what {name} gives, or a gradient,")
    for gradient in (*found["inputs"], *found["parameters"]):
        expect.that(gradient is not None, f"no gradient comes through {name} to an input or a parameter")
    outputs: list[Tensor] = found["outputs"]
    expect.that(len(outputs) == results, f"{name} returns {len(outputs)} tensors")
    return outputs[0]
