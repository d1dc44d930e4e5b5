"""Self-checks of P4-E10."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e10 = Exercise("P4-E10", names=("Discriminator",), forbidden=("torchvision.models",))


@e10.check("shape")
def shape(student: Any) -> None:
    """Five images give five logits, one image gives one: (5,) and (1,)."""
    net = student.Discriminator()
    net.eval()
    for n in (5, 1):
        got = net(2 * torch.rand(n, 1, 32, 32) - 1, torch.arange(n))
        expect.tensor(got, f"the result for {n} image{'s' if n > 1 else ''}", shape=(n,))


@e10.check("logits")
def logits(student: Any) -> None:
    """The results are logits: very different images get some number outside of [0, 1]."""
    net = student.Discriminator()
    net.eval()
    values = torch.cat([net(scale * torch.randn(40, 1, 32, 32), torch.arange(40) % 10) for scale in (1, 10, 100)])
    expect.tensor(values, "the results", shape=(120,))
    outside = bool(((values < 0) | (values > 1)).any())
    expect.that(outside, "all results lie in [0, 1]: is there a sigmoid?")


@e10.check("labels")
def labels(student: Any) -> None:
    """The same image gets another logit for another label."""
    net = student.Discriminator()
    net.eval()
    x = 2 * torch.rand(1, 1, 32, 32) - 1
    one, two = (net(x, torch.tensor([label])) for label in (2, 7))
    expect.tensor(one, "the logit", shape=(1,))
    expect.tensor(two, "the logit", shape=(1,))
    expect.that(bool((one != two).any()), "the labels 2 and 7 give the same logit")
