"""Properties that all three cells have: each function checks one of them for a kind."""

from __future__ import annotations

from typing import Any

import torch

from assignments.P3.hidden.known_cells import (
    CLASSES,
    GRADIENTS,
    SIZES,
    VALUES,
    backward,
    double,
    draw,
    draw_state,
    form,
    own,
    parts,
    same,
    same_gradient,
    same_parameter_gradients,
    trusted,
    zero_state,
)
from assignments.P3.probes import weights
from kit.checks import expect

F32 = torch.float32
Sizes = tuple[tuple[int, int, int], ...]


def values(student: Any, kind: str, sizes: Sizes, dtype: torch.dtype = F32) -> None:
    """Two steps, the second from the first's result, are torch's cell's, in train and eval mode, once from zeros."""
    for number, (b, d, h) in enumerate(sizes):
        known = draw(kind, d, h, dtype)
        cell, right = own(student, kind, known), trusted(kind, known)
        cell.train(number % 2 == 0)
        x, state = torch.randn(2, d, b, dtype=dtype).mT, draw_state(kind, b, h, dtype=dtype)
        if number == 1:
            state = zero_state(kind, b, h, dtype=dtype)
        want = double(state)
        for step, one in enumerate(x):
            words = f"the result of step {step + 1} (B = {b}, D = {d}, H = {h})"
            state = cell(one, state)
            got = form(state, kind, (b, h), dtype, words)
            expect.untouched(student, CLASSES[kind])
            want = right(one.double(), want)
            same(got, want, kind, words, VALUES[dtype])
            state = tuple(part.detach() for part in got) if kind == "lstm" else got[0].detach()


def gradients(student: Any, kind: str, sizes: Sizes = SIZES[:3], dtype: torch.dtype = F32) -> None:
    """Gradients in the input, the state and the parameters are those of torch's cell, in train and eval mode."""
    for number, (b, d, h) in enumerate(sizes):
        known = draw(kind, d, h, dtype)
        cell, right = own(student, kind, known), trusted(kind, known)
        cell.train(number != 1)
        x = torch.randn(b, d, dtype=dtype).requires_grad_()
        state = draw_state(kind, b, h, dtype=dtype)
        leaves, true_x = parts(state), x.detach().double().requires_grad_()
        true_state = double(state)
        for leaf in (*leaves, *parts(true_state)):
            leaf.requires_grad_()
        got = form(cell(x, state), kind, (b, h), dtype, "the result")
        want = parts(right(true_x, true_state))
        cotangents = [torch.randn(b, h, dtype=torch.float64) for _ in want]
        backward(got, [one.to(dtype) for one in cotangents], CLASSES[kind])
        backward(want, cotangents, "")
        same_gradient(x, true_x, "x", dtype)
        for one, two, name in zip(leaves, parts(true_state), ("h", "c"), strict=False):
            same_gradient(one, two, name, dtype)
        same_parameter_gradients(student, cell, right, dtype)


def no_state(student: Any, kind: str) -> None:
    """A missing state gives what a state of zeros gives, also after calls with a state and another batch size."""
    for b, d, h in SIZES[:3]:
        cell = own(student, kind, draw(kind, d, h))
        form(cell(torch.randn(b + 2, d), draw_state(kind, b + 2, h)), kind, (b + 2, h), F32, "the result")
        x = torch.randn(b, d)
        results = [(cell(x), "without a state"), (cell(x, None), "with None as the state")]
        want = _plain(form(cell(x, zero_state(kind, b, h)), kind, (b, h), F32, "the result from zeros"), kind)
        for state, words in results:
            words = f"the result {words}, against that from zeros,"
            same(form(state, kind, (b, h), F32, words), want, kind, words, VALUES[F32])


def float64(student: Any, kind: str) -> None:
    """After `.double()` the cell computes in float64, with a state and without, and gives what it gives in float32."""
    for b, d, h in SIZES[:2]:
        known = draw(kind, d, h)
        x, state = torch.randn(b, d), draw_state(kind, b, h)
        single = own(student, kind, known)
        precise = own(student, kind, {name: value.double() for name, value in known.items()})
        for given in ((), (state,)):
            words = f"the result in float64, {'with' if given else 'without'} a state"
            want = form(single(x, *given), kind, (b, h), F32, "the result in float32")
            leaf = x.double().requires_grad_()
            got = form(precise(leaf, *map(double, given)), kind, (b, h), torch.float64, words)
            same(got, _plain(want, kind), kind, f"{words}, against that in float32,", GRADIENTS[F32])
            for one in got:
                exact = one.detach()
                expect.that(not torch.equal(exact, exact.float().double()), f"{words} has the precision of float32")
            backward(got, [torch.randn(b, h, dtype=torch.float64) for _ in got], CLASSES[kind])
            expect.that(leaf.grad is not None, "no gradient comes to x")


def device(student: Any, kind: str) -> None:
    """The cell works where its parameters and inputs are, with and without a state, as it does on the CPU."""
    b, d, h = SIZES[0]
    known = draw(kind, d, h)
    x, state = torch.randn(b, d), draw_state(kind, b, h)
    for given in ((), (state,)):
        words = f"the result on a GPU, {'with' if given else 'without'} a state"
        want = form(own(student, kind, known)(x, *given), kind, (b, h), F32, "the result on the CPU")
        with student.cuda():
            cell = own(student, kind, known, "cuda")
            got = form(cell(x, *given), kind, (b, h), F32, words)
            expect.on_device(student, words)
            same(got, _plain(want, kind), kind, f"{words}, against that on the CPU,", 10 * GRADIENTS[F32])
            backward(got, [torch.randn(b, h) for _ in got], CLASSES[kind])
            for name, gradient in student.run(weights.gradients(cell)).items():
                needed = bool(given)  # zeros may be left out of the sum
                expect.that(gradient is not None or not needed, f"no gradient comes to the parameter {name}")


def _plain(found: tuple[Any, ...], kind: str) -> Any:
    """The state of these tensors."""
    return found if kind == "lstm" else found[0]


def fresh(student: Any, kind: str) -> None:
    """Two new cells have different matrices, none of them constant; how biases start is left open."""
    first, second = (
        {name: value.detach() for name, value in student.get(CLASSES[kind])(5, 7).named_parameters()} for _ in range(2)
    )
    for name, value in first.items():
        expect.tensor(value, f"the parameter {name}")
        expect.finite(value, f"the parameter {name}")
        if value.dim() < 2:
            continue
        expect.that(bool((value != value.flatten()[0]).any()), f"all values of a new {name} are equal")
        expect.that(name in second, f"only one of two cells has the parameter {name}")
        expect.that(not torch.equal(value, second[name]), f"two new cells have the same {name}")
