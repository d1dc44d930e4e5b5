"""Self-checks of P3-E7."""

from __future__ import annotations

import math
from typing import Any

import torch

from kit.checks import Exercise, expect

e7 = Exercise("P3-E7", names=("SequenceClassifier",))


@e7.check("shape-and-start")
def shape_and_start(student: Any) -> None:
    """The logits have the shape (N, K), and a new classifier's loss is near log K: it knows nothing yet."""
    net = student.SequenceClassifier()
    images = torch.randn(40, 3, 16, 16)
    logits = net(images)
    expect.tensor(logits, "the logits", shape=(40, 10))
    loss = float(torch.nn.functional.cross_entropy(logits.detach(), torch.arange(40) % 10))
    expect.that(
        abs(loss - math.log(10)) < 0.4, f"the loss at the start is {loss:.2f}, expected near {math.log(10):.2f}"
    )


@e7.check("other-settings")
def other_settings(student: Any) -> None:
    """The logits have the right shape for other cells, layers, directions and poolings, and for wide images."""
    for cell, layers, both, pool in (("rnn", 2, False, "last"), ("lstm", 1, True, "mean"), ("gru", 2, True, "last")):
        net = student.SequenceClassifier(
            cell, 2, 1, 6, 5, num_layers=layers, bidirectional=both, residual=both, pool=pool, num_classes=4
        )
        name = f'the logits ({cell}, {layers} layers, bidirectional={both}, pool="{pool}")'
        expect.tensor(net(torch.randn(3, 1, 4, 8)), name, shape=(3, 4))


@e7.check("first-token-counts")
def first_token_counts(student: Any) -> None:
    """Changing the first patch changes the logits."""
    for pool in ("mean", "last"):
        net = student.SequenceClassifier(pool=pool)
        images = torch.randn(2, 3, 8, 8)
        before = net(images)
        expect.tensor(before, "the logits", shape=(2, 10))
        images[:, :, :4, :4] += 1
        after = net(images)
        expect.tensor(after, "the logits", shape=(2, 10))
        moved = float((after - before).detach().abs().max())
        expect.that(moved > 0, f'with pool="{pool}" the first patch has no effect on the logits')


@e7.check("cost-of-the-residual")
def cost_of_the_residual(student: Any) -> None:
    """The residual costs embed_size * hidden_size parameters for one direction, twice as many for both."""
    for both, want in ((False, 48 * 64), (True, 2 * 48 * 64)):
        counts = []
        for residual in (True, False):
            net = student.SequenceClassifier(bidirectional=both, residual=residual)
            counts.append(sum(one.numel() for one in dict(net.named_parameters()).values()))
        got = counts[0] - counts[1]
        expect.that(got == want, f"with bidirectional={both} the residual costs {got} parameters, expected {want}")
