"""P4-E3: the decoder."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P4.hidden.vae_nets import (
    defaults,
    every_parameter_learns,
    module,
    parameter_count,
)
from assignments.P4.probes import vae_nets as probes
from kit.checks import CheckFailed, Exercise, expect, in_three_attempts

e3 = Exercise("P4-E3", names=("Decoder",), forbidden=("torchvision.models",))

F32 = torch.float32


def _decode(net: Any, z: Tensor, channels: int, side: int) -> Tensor:
    got = net(z)
    words = f"the image of codes {tuple(z.shape)}"
    expect.tensor(got, words, shape=(len(z), channels, side, side), dtype=F32)
    expect.finite(got, words)
    return got


def _awake(student: Any, latent: int, channels: int, side: int, z: Tensor) -> Any:
    """A decoder after a few steps towards noise, so that layers which begin at zero do something."""
    net = module(student.Decoder(latent, channels, side, 8), "Decoder")
    _decode(net, z, channels, side)
    student.run(probes.learn(net, z, [torch.rand(len(z), channels, side, side)], 20, 3e-3))
    return net


@e3.check("shapes", points=0.5)
def shapes(student: Any) -> None:
    """The images are (N, C, S, S) for 16, 32 and 64 pixels and 1 to 3 channels; width sets the size."""
    for n, latent, channels, side, width in (
        (5, 7, 3, 16, 8),
        (3, 6, 1, 32, 16),
        (4, 5, 2, 64, 8),
        (3, 1, 3, 16, 16),
    ):
        net = module(student.Decoder(latent, channels, side, width), "Decoder")
        _decode(net, 5 * torch.randn(n, latent), channels, side)
        expect.untouched(student, "Decoder")
        net.eval()
        _decode(net, torch.randn(1, latent), channels, side)
    net = module(student.Decoder(), "Decoder")
    _decode(net, torch.randn(2, 32), 3, 32)
    named = module(student.Decoder(out_channels=2, width=32, image_size=16, latent_dim=9), "Decoder")
    _decode(named, torch.randn(4, 9), 2, 16)
    narrow = module(student.Decoder(9, 2, 16, 8), "Decoder")
    _decode(narrow, torch.randn(4, 9), 2, 16)
    counts = [parameter_count(one) for one in (narrow, named)]
    defaults(student.Decoder, latent_dim=32, out_channels=3, image_size=32, width=16)
    expect.that(counts[0] < counts[1], f"widths 8 and 32 give {counts[0]:,} and {counts[1]:,} parameters")


@e3.check("range", points=0.25)
def in_range(student: Any) -> None:
    """All values lie in [0, 1], for any codes and any weights."""
    for latent, channels, side in ((5, 3, 16), (4, 1, 32)):
        z = torch.randn(6, latent)
        net = _awake(student, latent, channels, side, z)
        for factor in (1.0, 3.0, 10.0):
            student.run(probes.enlarge(net, factor))
            for training in (True, False):
                net.train(training)
                for scale in (1, 10):
                    got = _decode(net, scale * z, channels, side).detach()
                    inside = bool((got >= 0).all() and (got <= 1).all())
                    expect.that(inside, f"values from {float(got.min()):.3g} to {float(got.max()):.3g}")


@e3.check("not-clipped", points=0.25)
def not_clipped(student: Any) -> None:
    """Straight after construction fewer than 2 % of the values are exactly 0 or 1: no gradient would come back."""
    for latent, channels, side in ((5, 3, 16), (8, 1, 32), (32, 2, 16)):
        net = module(student.Decoder(latent, channels, side, 8), "Decoder")
        for training in (True, False):
            net.train(training)
            got = _decode(net, torch.randn(7, latent), channels, side).detach()
            share = float(((got == 0) | (got == 1)).double().mean())
            expect.that(share < 0.02, f"{100 * share:.0f} % of the values are exactly 0 or 1")


@e3.check("depends-on-the-code", points=0.5)
@in_three_attempts
def depends_on_the_code(student: Any) -> None:
    """Each image depends on each number of its code, also on negative ones; gradients reach all parameters."""
    for latent, channels, side in ((5, 3, 16), (3, 1, 32)):
        z = torch.randn(6, latent)
        net = _awake(student, latent, channels, side, z)
        net.eval()
        negative = -0.2 - z.abs()
        for codes, words in ((z, ""), (negative, " where it is negative")):
            before = _decode(net, codes, channels, side)
            for dimension in range(latent):
                changed = codes.clone()
                changed[:, dimension] = -0.2 - (codes[:, dimension] - 1).abs()
                moved = (_decode(net, changed, channels, side) != before).flatten(1).any(1)
                expect.that(bool(moved.all()), f"an image ignores number {dimension} of its code{words}")
        net.zero_grad()
        net.train()
        z.requires_grad_()
        every_parameter_learns(net, [_decode(net, z, channels, side)])
        expect.that(z.grad is not None, "no gradient reaches the codes")
        expect.that(bool((z.grad != 0).any(1).all()), "the gradient of some code is 0")


@e3.check("pixels-differ", points=0.25)
@in_three_attempts
def pixels_differ(student: Any) -> None:
    """Neighbouring pixels differ, also inside aligned blocks of 2 x 2: the last layer works at full size."""
    for latent, channels, side in ((6, 3, 16), (4, 1, 32)):
        z = torch.randn(5, latent)
        net = _awake(student, latent, channels, side, z)
        net.eval()
        got = _decode(net, z, channels, side).detach()
        for axis, words in ((3, "beside"), (2, "below")):
            pairs = got.unflatten(axis, (side // 2, 2))
            share = float((pairs.select(axis + 1, 0) != pairs.select(axis + 1, 1)).double().mean())
            expect.that(share > 0.5, f"{100 * (1 - share):.0f} % of the pixels equal the one {words} them")


@e3.check("fits-three-images", points=0.5)
def fits_three_images(student: Any) -> None:
    """Three simple images are learned to an error below 0.02 in 200 steps; black and white are within reach."""
    z, images = _three_images()
    best = float("inf")
    for lr in (1e-2, 3e-3, 3e-3):  # a right network may want one or the other, or another start
        net = module(student.Decoder(6, 3, 16, 8), "Decoder")
        _decode(net, z, 3, 16)
        for _ in range(5):
            student.run(probes.learn(net, z, [images], 40, lr))
            errors = {}
            for training in (True, False):
                net.train(training)
                errors[training] = float((_decode(net, z, 3, 16).detach() - images).square().mean())
            best = min(best, *errors.values())
            if best < 0.02:
                net.train(min(errors, key=lambda mode: errors[mode]))
                student.run(probes.enlarge(net, 4.0))
                far = _decode(net, z, 3, 16).detach()
                expect.that(float(far.min()) < 0.02, "no weights make a pixel black")
                expect.that(float(far.max()) > 0.98, "no weights make a pixel white")
                return
    raise CheckFailed(f"after 200 steps the mean squared error on three images is {best:.3f}")


def _three_images() -> tuple[Tensor, Tensor]:
    """Codes (3, 6) at right angles, and images (3, 3, 16, 16) of two halves or a square in two colours."""
    z = 2 * torch.linalg.qr(torch.randn(6, 6))[0][:3]
    rows, columns = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    masks = torch.stack([rows < 8, columns < 8, (rows - 7.5).abs().maximum((columns - 7.5).abs()) < 4])
    masks = masks[torch.randperm(3)][:, None]
    bright = torch.rand(3, 3, 1, 1) < 0.5
    return z, torch.where(masks == bright, 0.95, 0.05)


@e3.check("each-code-alone", points=0.25)
def each_code_alone(student: Any) -> None:
    """In eval mode a code gives the same image alone, in a batch, in another order, and again."""
    for latent, channels, side in ((5, 3, 16), (4, 1, 32)):
        z = torch.randn(4, latent)
        net = _awake(student, latent, channels, side, z)
        student.run(probes.settle(net, z))
        together = _decode(net, z, channels, side).detach()
        order = torch.tensor([2, 0, 3, 1])
        for batch, rows, words in (
            *((z[i : i + 1], slice(i, i + 1), "of a code alone") for i in range(4)),
            (z[order], order, "of the batch in another order"),
            (z, slice(None), "of the same codes again"),
        ):
            expect.close(_decode(net, batch, channels, side).detach(), together[rows], f"the image {words}")


@e3.check("device", points=0.5)
def device(student: Any) -> None:
    """The decoder runs where its parameters and the codes are, and learns there."""
    with student.cuda():
        for latent, channels, side in ((5, 3, 16), (4, 1, 32)):
            net = module(student.Decoder(latent, channels, side, 8), "Decoder")
            net.to("cuda")
            z = torch.randn(3, latent)
            _decode(net, z, channels, side)
            expect.on_device(student, "the image")
            student.run(probes.learn(net, z, [torch.rand(3, channels, side, side)], 1, 1e-3))
            _decode(net, z, channels, side)
