"""Self-checks of P4-E11."""

from __future__ import annotations

import math
from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import rivals

e11 = Exercise("P4-E11", names=("discriminator_loss", "generator_loss", "gan_step"))


@e11.check("at-zero")
def at_zero(student: Any) -> None:
    """Undecided: the loss of D is 2 log 2, that of G log 2."""
    got = student.discriminator_loss(torch.zeros(3), torch.zeros(4))
    expect.close(got, torch.tensor(2 * math.log(2)), "discriminator_loss at zero logits")
    expect.close(student.generator_loss(torch.zeros(4)), torch.tensor(math.log(2)), "generator_loss at zero logits")


@e11.check("example")
def example(student: Any) -> None:
    """Logits 2 for a real and -1 for a generated image: .440 and 1.313."""
    got = student.discriminator_loss(torch.tensor([2.0]), torch.tensor([-1.0]))
    expect.close(got, torch.tensor(0.4402), "discriminator_loss", atol=2e-4)
    expect.close(student.generator_loss(torch.tensor([-1.0])), torch.tensor(1.3133), "generator_loss", atol=2e-4)


@e11.check("both-learn")
def both_learn(student: Any) -> None:
    """After one step both networks have other parameters, and the result holds two floats."""
    seen = student.run(rivals.one_step(student.gan_step))
    expect.instance(seen["result"], dict, "the result of gan_step")
    for name in ("d_loss", "g_loss"):
        expect.that(name in seen["result"], f"the result of gan_step should have the key {name}")
        expect.instance(seen["result"][name], float, name)
    for name in ("discriminator", "generator"):
        expect.that(seen["changed"][name] is True, f"the {name} has the same parameters as before")


@e11.check("no-gradient")
def no_gradient(student: Any) -> None:
    """At the discriminator's step the generator has no gradient yet."""
    seen = student.run(rivals.one_step(student.gan_step))
    expect.that(seen["leak"] is False, "at the discriminator's step the generator has a gradient")
