"""Self-checks of P5-E16."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from kit.checks import Exercise, expect
from kit.probes import image_text

e16 = Exercise("P5-E16", names=("InterViewAdapter", "PointCLIP", "sample_few_shot", "fit_adapter"))

SIZE, DIM = 4, 5


def _model(student: Any, adapter: bool) -> Any:
    """The student's model, four classes."""
    encoder = image_text.linear_encoder(torch.randn(DIM, 3 * SIZE * SIZE), batch_norm=True)
    part = student.InterViewAdapter(6, DIM, 7, 0.6) if adapter else None
    constants = torch.randn(4, DIM), torch.tensor(0.7), torch.full((6,), 0.2)
    return student.PointCLIP(encoder, *constants, adapter=part, size=SIZE)


def _points(count: int) -> Tensor:
    return 2 * torch.rand(count, 10, 3) - 1


@e16.check("adapter")
def adapter(student: Any) -> None:
    """Two clouds of three views: shape (2, 3, 5); with ratio 0 the input comes back."""
    x = torch.randn(2, 3, 5)
    got = student.InterViewAdapter(3, 5, 7, 0.6)(x)
    expect.tensor(got, "the output of the adapter", shape=(2, 3, 5))
    same = student.InterViewAdapter(3, 5, 7, 0.0)(x)
    expect.tensor(same, "the output of the adapter", shape=(2, 3, 5))
    expect.close(same.detach(), x, "the output of the adapter with ratio 0")


@e16.check("switch")
def switch(student: Any) -> None:
    """The switch is off at the start; on, the logits change; off again, they are what they were."""
    model, points = _model(student, adapter=True), _points(3)
    expect.equal(model.adapter_on, False, "adapter_on")
    off = model(points)
    expect.tensor(off, "the logits", shape=(3, 4))
    student.run(image_text.set_switch(model, True))
    on = model(points)
    expect.tensor(on, "the logits", shape=(3, 4))
    expect.that(not torch.equal(on.detach(), off.detach()), "the switch changes nothing")
    student.run(image_text.set_switch(model, False))
    expect.close(model(points).detach(), off.detach(), "the logits with the switch off again")


@e16.check("without-adapter")
def without_adapter(student: Any) -> None:
    """Without adapter the model classifies, and has no trainable parameters."""
    model = _model(student, adapter=False)
    expect.tensor(model(_points(2)), "the logits", shape=(2, 4))
    expect.equal(model.trainable_parameters(), [], "trainable_parameters()")


@e16.check("sample")
def sample(student: Any) -> None:
    """Two shots of labels 4 4 7 4 7: four different indices, two of each class; three shots: ValueError."""
    labels = torch.tensor([4, 4, 7, 4, 7])
    got = student.sample_few_shot(labels, 2, 0)
    expect.tensor(got, "the sample", shape=(4,), dtype=torch.int64)
    expect.that(len(set(got.tolist())) == 4, "an index comes twice")
    expect.equal(sorted(labels[got].tolist()), [4, 4, 7, 7], "the labels of the sample")
    expect.raises(ValueError, student.sample_few_shot, labels, 3, 0)


@e16.check("training")
def training(student: Any) -> None:
    """Ten epochs give ten losses that fall; the encoder keeps its weights."""
    model, labels = _model(student, adapter=True), torch.arange(8) % 4
    before = student.run(image_text.encoder_weight(model))
    losses = student.fit_adapter(model, _points(8), labels, 10, 0.01)
    expect.instance(losses, list, "the result of fit_adapter")
    expect.that(len(losses) == 10, f"fit_adapter returns {len(losses)} losses, expected 10")
    for loss in losses:
        expect.instance(loss, float, "a loss")
    expect.that(losses[-1] < losses[0], f"the loss goes from {losses[0]:.4f} to {losses[-1]:.4f}, expected a fall")
    expect.that(torch.equal(student.run(image_text.encoder_weight(model)), before), "the encoder has changed")
