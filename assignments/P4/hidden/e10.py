"""P4-E10: the discriminator."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P4.hidden.gan_nets import each_alone, label_matters, labels
from assignments.P4.hidden.vae_nets import (
    defaults,
    every_parameter_learns,
    module,
    parameter_count,
    smooth_images,
)
from assignments.P4.probes import gan_nets as probes
from kit.checks import CheckFailed, Exercise, expect

e10 = Exercise("P4-E10", names=("Discriminator",), forbidden=("torchvision.models",))

F32 = torch.float32

SMALL = ({"num_classes": 4, "channels": 8}, {"num_classes": 3, "channels": 12})


def _logits(net: Any, x: Tensor, y: Tensor) -> Tensor:
    got: Tensor = net(x, y)
    words = f"the result of Discriminator for {len(x)} images"
    expect.tensor(got, words, shape=(len(x),), dtype=F32)
    expect.finite(got, words)
    return got


def _net(student: Any, **options: int) -> Any:
    return module(student.Discriminator(**options), "Discriminator")


def _pictures(n: int) -> Tensor:
    return 2 * smooth_images(n, 1, 32) - 1


def _awake(student: Any, options: dict[str, int], n: int = 5) -> tuple[Any, Tensor, Tensor]:
    """A discriminator after a few steps, in eval mode; images and labels."""
    net = _net(student, **options)
    x, y = _pictures(n), labels(n, options["num_classes"])
    _logits(net, x, y)
    student.run(probes.learn(net, x, y, torch.randn(n), 6, 2e-3))
    net.eval()
    return net, x, y


@e10.check("shapes", points=1)
def shapes(student: Any) -> None:
    """One logit an image, (B,), also for a single image and for any number of classes; channels set the size."""
    for options, n in ((SMALL[0], 5), (SMALL[1], 3), ({}, 2)):
        net = _net(student, **options)
        y = labels(n, options.get("num_classes", 10))
        _logits(net, _pictures(n), y)
        expect.untouched(student, "Discriminator")
        net.eval()
        _logits(net, _pictures(1), y[:1])
        _logits(net, _pictures(n), torch.full((n,), options.get("num_classes", 10) - 1))
    small, large = (parameter_count(_net(student, num_classes=4, channels=c)) for c in (8, 24))
    expect.that(small < large, f"8 and 24 channels give {small:,} and {large:,} parameters")
    defaults(student.Discriminator, num_classes=10, channels=32)


@e10.check("any-number-within-reach", points=1)
def any_number_within_reach(student: Any) -> None:
    """Images can be trained to the logits +4 and -4 in 80 steps: nothing limits the output."""
    rows, columns = torch.meshgrid(torch.arange(32), torch.arange(32), indexing="ij")
    patterns = torch.stack([((rows < 17) & (columns < 17)).float(), ((rows + columns) // 4 % 2).float()])
    x = 2 * (0.75 * patterns.repeat(2, 1, 1)[:, None] + 0.25 * smooth_images(4, 1, 32)) - 1
    target, y = torch.tensor([4.0, -4.0, 4.0, -4.0]), labels(4, 4)
    best, words = float("inf"), ""
    for lr in (5e-3, 1e-3):  # a right network may want one or the other
        net = _net(student, num_classes=4, channels=16)
        _logits(net, x, y)
        for _ in range(4):
            student.run(probes.learn(net, x, y, target, 20, lr))
            for training in (False, True):
                net.train(training)
                error = (_logits(net, x, y).detach() - target).abs()
                if float(error.max()) < best:
                    best, words = float(error.max()), "+4" if float(target[error.argmax()]) > 0 else "-4"
            if best < 1.5:
                return
    raise CheckFailed(f"80 steps of training do not reach {words}: is there a function behind the last layer?")


@e10.check("depends-on-the-image", points=0.5)
def depends_on_the_image(student: Any) -> None:
    """Each logit depends on its image, in each of its quarters."""
    for options in SMALL:
        net, x, y = _awake(student, options)
        before, other = _logits(net, x, y), _pictures(len(x))
        for top in (0, 16):
            for left in (0, 16):
                changed = x.clone()
                place = (..., slice(top, top + 16), slice(left, left + 16))
                changed[place] = other[place]
                moved = _logits(net, changed, y) != before
                expect.that(bool(moved.all()), f"a logit does not depend on the quarter of the image at {(top, left)}")


@e10.check("depends-on-the-label", points=0.75)
def depends_on_the_label(student: Any) -> None:
    """The same image gets another logit for each label; more classes mean more parameters."""
    for options in SMALL:
        net, x, _ = _awake(student, options)
        label_matters(lambda x, y, net=net: _logits(net, x, y), x[:3], options["num_classes"], "Discriminator")
        few, many = (parameter_count(_net(student, **options | {"num_classes": k})) for k in (3, 9))
        expect.that(few < many, f"3 and 9 classes give {few:,} and {many:,} parameters: the label has none of its own")


@e10.check("each-sample-alone", points=0.5)
def each_sample_alone(student: Any) -> None:
    """In eval mode a logit depends on its own image and label only, and is the same again."""
    for options in SMALL:
        net = _net(student, **options)
        x, y = _pictures(5), labels(5, options["num_classes"])
        student.run(probes.settle(net, x, y))
        each_alone(lambda x, y, net=net: _logits(net, x, y), x, y, "the logit")


@e10.check("gradients", points=0.5)
def gradients(student: Any) -> None:
    """Each parameter gets a gradient, and so does each image: that is what the generator learns from."""
    for options in SMALL:
        net, x, y = _awake(student, options, 7)
        net.zero_grad()
        net.train()
        x.requires_grad_()
        every_parameter_learns(net, [_logits(net, x, y)])
        expect.that(x.grad is not None, "no gradient reaches the images")
        expect.that(bool((x.grad != 0).flatten(1).any(1).all()), "the gradient of some image is 0")


@e10.check("device", points=0.75)
def device(student: Any) -> None:
    """The discriminator runs where its parameters, images and labels are, and learns there."""
    with student.cuda():
        for options in SMALL:
            net = _net(student, **options)
            net.to("cuda")
            x, y = _pictures(3), labels(3, options["num_classes"])
            _logits(net, x, y)
            expect.on_device(student, "the result of Discriminator")
            student.run(probes.learn(net, x, y, torch.zeros(3), 1, 1e-3))
