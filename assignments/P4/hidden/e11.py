"""P4-E11: losses and training step of a GAN."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from assignments.P4.probes import gan_steps as probes
from assignments.P4.reference import gan as reference
from kit.checks import CheckFailed, Exercise, expect

F32, F64 = torch.float32, torch.float64

e11 = Exercise("P4-E11", names=("discriminator_loss", "generator_loss", "gan_step"))


def _compare(name: str, function: Callable[..., Any], want: Callable[..., Tensor], logits: Sequence[Tensor]) -> None:
    """Value and gradients of a loss."""
    own = [one.clone().requires_grad_() for one in logits]
    got, right = function(*own), want(*(twins := [one.clone().requires_grad_() for one in logits]))
    expect.tensor(got, name, shape=(), grad=True)
    expect.close(got.detach(), right.detach(), name, rtol=1e-5, atol=1e-6)
    try:
        found = torch.autograd.grad(got, own, allow_unused=True)
    except RuntimeError as error:
        raise CheckFailed(f"backward through {name} fails: {str(error)[:160]}") from None
    for one, other in zip(found, torch.autograd.grad(right, twins), strict=True):
        expect.that(one is not None, f"no gradient comes through {name}")
        expect.close(one, other, f"the gradient of {name}", rtol=1e-4, atol=1e-6)


SIZES = ((7, 4), (3, 8), (1, 5), (5, 1), (6, 6))


@e11.check("discriminator-loss", points=0.75)
def discriminator_loss(student: Any) -> None:
    """The sum of both means, value and gradient, for any numbers of real and generated images."""
    for n, m in SIZES:
        for dtype in (F64, F32):
            logits = [2 * torch.randn(size, dtype=dtype) + shift for size, shift in ((n, 0.7), (m, -0.4))]
            _compare("discriminator_loss", student.discriminator_loss, reference.discriminator_loss, logits)
    student.discriminator_loss(*logits)
    expect.untouched(student, "discriminator_loss")
    zero = student.discriminator_loss(torch.zeros(3), torch.zeros(2))
    expect.close(zero, torch.tensor(2 * math.log(2)), "discriminator_loss at zero logits")


@e11.check("generator-loss", points=0.75)
def generator_loss(student: Any) -> None:
    """The loss that does not saturate, value and gradient."""
    for n, _ in SIZES:
        for dtype in (F64, F32):
            logits = 2 * torch.randn(n, dtype=dtype) - 0.8
            _compare("generator_loss", student.generator_loss, reference.generator_loss, [logits])
    student.generator_loss(logits)
    expect.untouched(student, "generator_loss")
    expect.close(student.generator_loss(torch.zeros(4)), torch.tensor(math.log(2)), "generator_loss at zero logits")


@e11.check("extreme-logits", points=0.5)
def extreme_logits(student: Any) -> None:
    """Both losses are right and finite, with their gradients, for logits up to 200."""
    for scale in (200.0, 40.0, 100.0):
        for signs in ((1.0, -1.0), (-1.0, 1.0), (1.0, 1.0), (-1.0, -1.0)):
            real, fake = (sign * torch.full((size,), scale) for sign, size in zip(signs, (3, 2), strict=True))
            _compare("discriminator_loss", student.discriminator_loss, reference.discriminator_loss, [real, fake])
            _compare("generator_loss", student.generator_loss, reference.generator_loss, [fake])


# --- step ---------------------------------------------------------------------------------------------

Batches = list[tuple[Tensor, Tensor]]


def _with_losses(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check of the step with right losses."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        given = {name: getattr(probes, name)() for name in ("discriminator_loss", "generator_loss")}
        with student.bind(**given):
            check(student)

    return bound


def _setting(sizes: Sequence[int], height: int = 4, width: int = 5, classes: int = 3) -> tuple[dict[str, Any], Batches]:
    weights = {
        "pictures": torch.randn(classes, 1, height, width),
        "weight": torch.randn(height * width),
        "offset": torch.randn(classes),
    }
    batches = [(2 * torch.rand(n, 1, height, width) - 1, torch.randint(classes, (n,))) for n in sizes]
    return weights, batches


def _steps(student: Any, sizes: Sequence[int], **options: Any) -> dict[str, Any]:
    weights, batches = _setting(sizes)
    seen: dict[str, Any] = student.run(probes.stepped(student.gan_step, weights, batches, **options))
    for number, (step, (_, labels)) in enumerate(zip(seen["steps"], batches, strict=True)):
        step["labels"] = labels
        called = step["generator"] and step["discriminator"]
        expect.that(bool(called), f"step {number}: gan_step should call both networks")
    return seen


@e11.check("parameters", points=1.5)
@_with_losses
def parameters(student: Any) -> None:
    """After one and after three steps both networks have the right parameters, by SGD and by Adam."""
    for kind in ("sgd", "adam"):
        for sizes in ((5,), (4, 7, 3), (1, 1)):
            weights, batches = _setting(sizes)
            seen = student.run(probes.stepped(student.gan_step, weights, batches, kind))
            right = probes.stepped(reference.gan_step, weights, batches, kind).local()
            for name, words in (
                ("weight", "the discriminator's weights"),
                ("offset", "the discriminator's offsets"),
                ("pictures", "the generator's weights"),
            ):
                after = f"after {len(sizes)} step{'s' if len(sizes) > 1 else ''} of {kind}"
                expect.close(seen["parameters"][name], right["parameters"][name], f"{words} {after}", 1e-3, 1e-4)


@e11.check("order", points=0.5)
@_with_losses
def order(student: Any) -> None:
    """Each call makes one step of the discriminator, then one of the generator."""
    seen = _steps(student, (4, 3))
    for step in seen["steps"]:
        made = [event["who"] for event in step["events"]]
        expect.that(made == ["d", "g"], f"the optimisers' steps come in the order {made or 'none'}, expected d, g")


@e11.check("no-gradient-into-the-generator", points=0.5)
@_with_losses
def no_gradient_into_the_generator(student: Any) -> None:
    """The discriminator's loss sends no gradient into the generator."""
    for kind in ("sgd", "adam"):
        seen = _steps(student, (4, 3, 5), kind=kind)
        for step in seen["steps"]:
            first = [event for event in step["events"] if event["who"] == "d"]
            expect.that(bool(first), "the discriminator's optimiser makes no step")
            got = first[0]["gradient"]
            stays = torch.equal(got, step["before"]) or not bool(got.any())
            expect.that(stays, "at the discriminator's step the generator has a gradient from it")
            expect.that(first[0]["sent"] == 0, "the discriminator's loss sends a gradient into the generator")


@e11.check("noise", points=0.75)
@_with_losses
def noise(student: Any) -> None:
    """Each call of the generator gets new standard normal noise (B, z_dim)."""
    sizes, z_dim = (120, 120, 90, 1), 17
    seen = _steps(student, sizes, z_dim=z_dim)
    drawn = []
    for size, step in zip(sizes, seen["steps"], strict=True):
        expect.that(len(step["generator"]) > 1, "the generator is called once a step: its own update needs new noise")
        for call in step["generator"]:
            expect.tensor(call["z"], "the noise", shape=(size, z_dim), dtype=F32)
            drawn.append(call["z"].double())
    for i, one in enumerate(drawn):
        for two in drawn[:i]:
            rows = min(len(one), len(two))
            expect.that(not torch.equal(one[:rows], two[:rows]), "two calls of the generator get the same noise")
    values = torch.cat(drawn).flatten()
    different = len(values.abs().unique())
    expect.that(different > 0.98 * len(values), "numbers of the noise come again, with the same or the other sign")
    root = math.sqrt(len(values))
    for word, got, want, spread in (
        ("mean", float(values.mean()), 0.0, 1.0),
        ("variance", float(values.var()), 1.0, math.sqrt(2)),
        ("fourth moment", float(values.pow(4).mean()), 3.0, math.sqrt(96)),
    ):
        expect.that(abs(got - want) < 5 * spread / root, f"the {word} of the noise is not that of a standard normal")
    for one in drawn:
        if len(one) > 1:
            expect.that(not torch.equal(one[0], one[1]), "all images of a batch get the same noise")
            expect.that(not torch.equal(one[:, 0], one[:, 1]), "all numbers of a z are the same")


@e11.check("labels", points=0.5)
@_with_losses
def labels(student: Any) -> None:
    """The labels of the batch go to the generator and, with real and generated images, to the discriminator."""
    seen = _steps(student, (6, 4))
    for step in seen["steps"]:
        for call in step["generator"]:
            expect.that(
                torch.equal(call["y"], step["labels"]), "the generator gets other labels than those of the batch"
            )
        for call in step["discriminator"]:
            times, rest = divmod(len(call["y"]), len(step["labels"]))
            same = rest == 0 and torch.equal(call["y"], step["labels"].repeat(times))
            expect.that(same, "the discriminator gets other labels than those of its images")
    expect.that(seen["same_labels"] is True, "gan_step changes the labels")


@e11.check("result", points=0.5)
@_with_losses
def result(student: Any) -> None:
    """The dict holds d_loss and g_loss as Python floats, each before its own update."""
    for kind in ("sgd", "adam"):
        weights, batches = _setting((5, 3, 4))
        seen = student.run(probes.stepped(student.gan_step, weights, batches, kind))
        right = probes.stepped(reference.gan_step, weights, batches, kind).local()
        for got, want in zip(seen["results"], right["results"], strict=True):
            expect.instance(got, dict, "the result of gan_step")
            for name in ("d_loss", "g_loss"):
                expect.that(name in got, f"the result of gan_step should have the key {name}")
                expect.instance(got[name], float, name)
                expect.close(got[name], want[name], name, rtol=1e-3, atol=1e-5)


@e11.check("modes", points=0.25)
@_with_losses
def modes(student: Any) -> None:
    """`gan_step` changes no mode, neither for a while nor for good, and no `requires_grad` for good."""
    for wanted in ((True, True), (False, True), (True, False)):
        seen = _steps(student, (4,), training=wanted)
        expect.that(seen["modes"] == (wanted[0],) * 2 + (wanted[1],) * 2, "gan_step changes the mode of a network")
        for name, mode in (("generator", wanted[0]), ("discriminator", wanted[1])):
            kept = all(call["training"] == mode for call in seen["steps"][0][name])
            expect.that(kept, f"gan_step switches the mode of the {name} meanwhile")
        expect.that(all(seen["flags"]), "gan_step leaves a network frozen")


@e11.check("device", points=0.5)
@_with_losses
def device(student: Any) -> None:
    """Three steps run on the device of networks and batch."""
    weights, batches = _setting((4, 3, 5))
    right = probes.stepped(reference.gan_step, weights, batches).local()
    with student.cuda(move=False):
        seen = student.run(probes.stepped(student.gan_step, weights, batches, device="cuda"))
        for got, want in zip(seen["results"], right["results"], strict=True):
            expect.instance(got, dict, "the result of gan_step")
            for name in ("d_loss", "g_loss"):
                expect.number(got.get(name), name)
                expect.close(float(got[name]), want[name], f"{name} on the device", rtol=1e-3, atol=1e-5)
