"""P4-E1: the encoder."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P4.hidden.vae_nets import (
    defaults,
    every_parameter_learns,
    module,
    parameter_count,
    smooth_images,
)
from assignments.P4.probes import vae_nets as probes
from kit.checks import CheckFailed, Exercise, expect, in_three_attempts

e1 = Exercise("P4-E1", names=("Encoder",), forbidden=("torchvision.models",))

F32 = torch.float32


def _encode(net: Any, x: Tensor, latent: int) -> tuple[Tensor, Tensor]:
    got = net(x)
    expect.instance(got, tuple, "the result of Encoder")
    expect.that(len(got) == 2, f"the result of Encoder should hold mu and logvar, it holds {len(got)}")
    for one, name in zip(got, ("mu", "logvar"), strict=True):
        words = f"{name} of images {tuple(x.shape)} with latent_dim={latent}"
        expect.tensor(one, words, shape=(len(x), latent), dtype=F32)
        expect.finite(one, words)
    return got


def _awake(student: Any, channels: int, side: int, latent: int, x: Tensor) -> Any:
    """An encoder after a few steps, so that layers which begin at zero do something."""
    net = module(student.Encoder(channels, side, latent, 8), "Encoder")
    _encode(net, x, latent)
    targets = [torch.randn(len(x), latent) for _ in range(2)]
    student.run(probes.learn(net, x, targets, 20, 3e-3))
    return net


@e1.check("shapes", points=0.75)
def shapes(student: Any) -> None:
    """Both outputs are (N, L) for images of 16, 32 and 64 pixels with 1 to 3 channels; width sets the size."""
    for n, channels, side, latent, width in (
        (5, 3, 16, 7, 8),
        (3, 1, 32, 6, 16),
        (4, 2, 64, 5, 8),
        (3, 3, 16, 1, 16),
    ):
        net = module(student.Encoder(channels, side, latent, width), "Encoder")
        _encode(net, torch.rand(n, channels, side, side), latent)
        expect.untouched(student, "Encoder")
        net.eval()
        _encode(net, torch.rand(1, channels, side, side), latent)
    net = module(student.Encoder(), "Encoder")
    _encode(net, torch.rand(2, 3, 32, 32), 32)
    named = module(student.Encoder(latent_dim=9, width=32, image_size=16, in_channels=2), "Encoder")
    _encode(named, torch.rand(4, 2, 16, 16), 9)
    narrow = module(student.Encoder(2, 16, 9, 8), "Encoder")
    _encode(narrow, torch.rand(4, 2, 16, 16), 9)
    counts = [parameter_count(one) for one in (narrow, named)]
    defaults(student.Encoder, in_channels=3, image_size=32, latent_dim=32, width=16)
    expect.that(counts[0] < counts[1], f"widths 8 and 32 give {counts[0]:,} and {counts[1]:,} parameters")


@e1.check("any-number-within-reach", points=1)
def any_number_within_reach(student: Any) -> None:
    """Both outputs can be trained to +3 and to -3 on four images, each of the two on its own."""
    x, group = _two_groups()
    signs = torch.tensor([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])[:, torch.randperm(4)]
    targets = [3 * group[:, None] * one for one in signs]
    best = (float("inf"), "")
    for lr in (1e-2, 3e-3, 1e-3):  # a right network may want one or another, or another start
        net = module(student.Encoder(3, 16, 4, 16), "Encoder")
        _encode(net, x, 4)
        for _ in range(5):
            student.run(probes.learn(net, x, targets, 30, lr))
            for training in (False, True):
                net.train(training)
                worst = (0.0, "")
                for got, want, name in zip(_encode(net, x, 4), targets, ("mu", "logvar"), strict=True):
                    error = (got.detach() - want).abs()
                    place = int(error.argmax())
                    side = "positive" if float(want.flatten()[place]) > 0 else "negative"
                    worst = max(worst, (float(error.max()), f"{side} numbers as {name}"))
                best = min(best, worst)
            if best[0] < 1.5:
                return
    raise CheckFailed(f"150 steps of training do not reach {best[1]}: does something limit a head?")


def _two_groups() -> tuple[Tensor, Tensor]:
    """Four images (4, 3, 16, 16), two with a bright corner and two with stripes, and their group, +1 or -1."""
    rows, columns = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    corner = ((rows < 9) & (columns < 9)).float()
    stripes = ((rows + columns) // 2 % 2).float()
    patterns = torch.stack([corner, corner, stripes, stripes])[:, None]
    x = 0.75 * patterns + 0.25 * smooth_images(4, 3, 16)
    order = torch.randperm(4)
    return x[order], torch.tensor([1.0, 1.0, -1.0, -1.0])[order]


@e1.check("two-functions", points=0.5)
def two_functions(student: Any) -> None:
    """mu and logvar are two different functions of the image."""
    for channels, side, latent in ((3, 16, 5), (1, 32, 3)):
        x = smooth_images(6, channels, side)
        net = _awake(student, channels, side, latent, x)
        net.eval()
        mu, logvar = (one.detach() for one in _encode(net, x, latent))
        scale = float(mu.abs().max() + logvar.abs().max())
        expect.that(float((mu - logvar).abs().max()) > 1e-3 * scale, "mu and logvar are the same numbers")
        expect.that(float((mu + logvar).abs().max()) > 1e-3 * scale, "logvar is only the negative of mu")


@e1.check("depends-on-the-image", points=0.5)
@in_three_attempts
def depends_on_the_image(student: Any) -> None:
    """Both outputs depend on each image, on each of its channels and on each of its quarters."""
    for channels, side, latent in ((3, 16, 4), (2, 32, 6)):
        n, half = 4, side // 2
        x, other = smooth_images(n, channels, side), torch.rand(n, channels, side, side)
        net = _awake(student, channels, side, latent, x)
        net.eval()
        before = _encode(net, x, latent)
        quarters = [(rows, columns) for rows in (0, half) for columns in (0, half)]
        changes: list[tuple[str, Any]] = [(f"image {i} of the batch", (i,)) for i in range(n)]
        changes += [(f"channel {c}", (slice(None), c)) for c in range(channels)]
        changes += [
            (f"the quarter at {corner}", (..., *(slice(start, start + half) for start in corner)))
            for corner in quarters
        ]
        for words, place in changes:
            changed = x.clone()
            changed[place] = other[place]
            after = _encode(net, changed, latent)
            for old, new, name in zip(before, after, ("mu", "logvar"), strict=True):
                moved = (old != new).any(1)
                needed = moved[place[0]] if words.startswith("image") else moved.all()
                expect.that(bool(needed), f"{name} does not depend on {words}")
        new = _encode(net, other, latent)
        for old, one, name in zip(before, new, ("mu", "logvar"), strict=True):
            expect.that(bool((old != one).any(0).all()), f"some dimension of {name} does not depend on the images")


@e1.check("each-image-alone", points=0.5)
def each_image_alone(student: Any) -> None:
    """In eval mode an image has the same mu and logvar alone, in a batch, in another order, and again."""
    for channels, side, latent in ((3, 16, 5), (1, 32, 4)):
        net = module(student.Encoder(channels, side, latent, 8), "Encoder")
        x = smooth_images(4, channels, side)
        student.run(probes.settle(net, x))
        together = [one.detach() for one in _encode(net, x, latent)]
        order = torch.tensor([2, 0, 3, 1])
        for batch, rows, words in (
            *((x[i : i + 1], slice(i, i + 1), "of an image alone") for i in range(4)),
            (x[order], order, "of the batch in another order"),
            (x, slice(None), "of the same images again"),
        ):
            for got, want, name in zip(_encode(net, batch, latent), together, ("mu", "logvar"), strict=True):
                expect.close(got.detach(), want[rows], f"{name} {words}")


@e1.check("gradients", points=0.25)
@in_three_attempts
def gradients(student: Any) -> None:
    """Each parameter gets a gradient, and so does each image."""
    for channels, side, latent in ((3, 16, 5), (1, 32, 4)):
        x = smooth_images(5, channels, side)
        net = _awake(student, channels, side, latent, x)
        net.zero_grad()
        net.train()
        x.requires_grad_()
        every_parameter_learns(net, list(_encode(net, x, latent)))
        expect.that(x.grad is not None, "no gradient reaches the images")
        expect.that(bool((x.grad != 0).flatten(1).any(1).all()), "the gradient of some image is 0")


@e1.check("device", points=0.5)
def device(student: Any) -> None:
    """The encoder runs where its parameters and the images are, and learns there."""
    with student.cuda():
        for channels, side, latent in ((3, 16, 5), (1, 32, 4)):
            net = module(student.Encoder(channels, side, latent, 8), "Encoder")
            net.to("cuda")
            x = smooth_images(3, channels, side)
            _encode(net, x, latent)
            expect.on_device(student, "the result of Encoder")
            student.run(probes.learn(net, x, [torch.randn(3, latent) for _ in range(2)], 1, 1e-3))
            _encode(net, x, latent)
