"""P4-E8: the conditional VAE. Encoder, Decoder and reparameterize are given versions during the checks."""

from __future__ import annotations

import math
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor

from assignments.P4.hidden.gan_nets import each_alone, label_matters, labels
from assignments.P4.hidden.vae_nets import defaults, module, parameter_count, smooth_images
from assignments.P4.probes import cvae_nets as probes
from assignments.P4.probes import vae_given, vae_nets
from kit.checks import CheckFailed, Exercise, expect

e8 = Exercise("P4-E8", names=("ConditionalVAE",), forbidden=("torchvision.models",))

F32 = torch.float32

SMALL = (
    {"num_classes": 4, "in_channels": 3, "image_size": 16, "latent_dim": 5, "width": 8},
    {"num_classes": 3, "in_channels": 1, "image_size": 32, "latent_dim": 2, "width": 8},
)


def _given(student: Any) -> AbstractContextManager[None]:
    names = {
        "Encoder": vae_given.encoder_class(),
        "Decoder": vae_given.decoder_class(),
        "reparameterize": vae_given.reparameterize(),
    }
    bound: AbstractContextManager[None] = student.bind(**names)
    return bound


def _net(student: Any, **options: int) -> Any:
    return module(student.ConditionalVAE(**options), "ConditionalVAE")


def _tuple(got: Any, names: tuple[str, ...], name: str) -> tuple[Tensor, ...]:
    expect.instance(got, tuple, f"the result of {name}")
    words = f"the result of {name} should hold {', '.join(names)}, it holds {len(got)}"
    expect.that(len(got) == len(names), words)
    result: tuple[Tensor, ...] = got
    return result


def _image(got: Any, n: int, options: dict[str, int], words: str) -> Tensor:
    side = options.get("image_size", 32)
    expect.tensor(got, words, shape=(n, options.get("in_channels", 1), side, side), dtype=F32)
    expect.finite(got, words)
    image: Tensor = got
    return image


def _encode(net: Any, x: Tensor, y: Tensor, options: dict[str, int]) -> tuple[Tensor, ...]:
    got = _tuple(net.encode(x, y), ("mu", "logvar"), "encode")
    for one, name in zip(got, ("mu", "logvar"), strict=True):
        expect.tensor(one, f"{name} of encode", shape=(len(x), options.get("latent_dim", 16)), dtype=F32)
        expect.finite(one, f"{name} of encode")
    return got


def _decode(net: Any, z: Tensor, y: Tensor, options: dict[str, int]) -> Tensor:
    return _image(net.decode(z, y), len(z), options, "the result of decode")


def _forward(net: Any, x: Tensor, y: Tensor, options: dict[str, int]) -> tuple[Tensor, ...]:
    got = _tuple(net(x, y), ("x_hat", "mu", "logvar"), "forward")
    _image(got[0], len(x), options, "x_hat of forward")
    for one, name in zip(got[1:], ("mu", "logvar"), strict=True):
        expect.tensor(one, f"{name} of forward", shape=(len(x), options.get("latent_dim", 16)), dtype=F32)
        expect.finite(one, f"{name} of forward")
    return got


def _sample(net: Any, y: Tensor, options: dict[str, int]) -> Tensor:
    return _image(net.sample(y), len(y), options, "the result of sample")


def _batch(n: int, options: dict[str, int]) -> tuple[Tensor, Tensor, Tensor]:
    """Images, latents and labels."""
    x = smooth_images(n, options.get("in_channels", 1), options.get("image_size", 32))
    return x, torch.randn(n, options.get("latent_dim", 16)), labels(n, options.get("num_classes", 10))


def _awake(student: Any, options: dict[str, int], n: int = 6) -> tuple[Any, Tensor, Tensor, Tensor]:
    """A model after a few steps, so that layers which begin at zero do something, in eval mode; x, z, y."""
    net = _net(student, **options)
    x, z, y = _batch(n, options)
    _encode(net, x, y, options)
    _decode(net, z, y, options)
    targets = [torch.randn_like(z), torch.randn_like(z), torch.rand_like(x)]
    student.run(probes.learn(net, x, z, y, targets, 8, 2e-3))
    net.eval()
    return net, x, z, y


def _codes(net: Any, x: Tensor, y: Tensor, options: dict[str, int]) -> Tensor:
    return torch.cat(_encode(net, x, y, options), dim=1)


@e8.check("shapes", points=0.5)
def shapes(student: Any) -> None:
    """All four methods give the shapes of the contract for any sizes, also for one image; width sets the size."""
    middle = {"num_classes": 6, "in_channels": 2, "image_size": 64, "latent_dim": 7, "width": 16}
    single = {"num_classes": 2, "in_channels": 3, "image_size": 16, "latent_dim": 1, "width": 8}
    with _given(student):
        for options, n in ((SMALL[0], 6), (SMALL[1], 4), (middle, 5), (single, 3), ({}, 2)):
            net = _net(student, **options)
            for training, rows in ((True, n), (False, n), (False, 1)):
                net.train(training)
                x, z, y = _batch(rows, options)
                y = y if rows > 1 else y + options.get("num_classes", 10) - 1
                _encode(net, x, y, options)
                expect.untouched(student, "encode")
                _decode(net, z, y, options)
                expect.untouched(student, "decode")
                _forward(net, x, y, options)
                expect.untouched(student, "forward")
                _sample(net, y, options)
                expect.untouched(student, "sample")
                kept = set(student.run(probes.modes(net))) == {training}
                expect.that(kept, "the model, or a part of it, is in another mode after these calls")
        place = module(student.ConditionalVAE(4, 3, 16, 5, 8), "ConditionalVAE")
        x, z, y = _batch(2, SMALL[0])
        _forward(place, x, y, SMALL[0])
        small, large = (parameter_count(_net(student, **SMALL[0] | {"width": w})) for w in (8, 32))
        written = {"num_classes": 10, "in_channels": 1, "image_size": 32, "latent_dim": 16, "width": 16}
        defaults(student.ConditionalVAE, **written)
        expect.that(small < large, f"widths 8 and 32 give {small:,} and {large:,} parameters")


@e8.check("range", points=0.25)
def in_range(student: Any) -> None:
    """All images lie in [0, 1], for any latents and weights."""
    with _given(student):
        for options in SMALL:
            net, _, z, y = _awake(student, options)
            for factor in (1.0, 3.0, 10.0):
                student.run(vae_nets.enlarge(net, factor))
                drawn = [_decode(net, scale * z, y, options) for scale in (1, 10)]
                drawn += [_sample(net, y, options)]
                for got in drawn:
                    low, high = float(got.detach().min()), float(got.detach().max())
                    expect.that(low >= 0 and high <= 1, f"values from {low:.3g} to {high:.3g}")


@e8.check("label-in-the-decoder", points=0.75)
def label_in_the_decoder(student: Any) -> None:
    """The same z is decoded to another image for each label."""
    with _given(student):
        for options in (*SMALL, {"num_classes": 10, "image_size": 16, "width": 8}):
            net, _, z, _ = _awake(student, options, 11)
            call = lambda z, y, net=net, options=options: _decode(net, z, y, options)  # noqa: E731
            label_matters(call, z[:3], options["num_classes"], "decode")


@e8.check("label-in-the-encoder", points=0.75)
def label_in_the_encoder(student: Any) -> None:
    """The same image has another mu and another logvar with each label."""
    with _given(student):
        for options in (*SMALL, {"num_classes": 10, "image_size": 16, "width": 8}):
            net, x, _, _ = _awake(student, options, 11)
            for part, name in ((0, "mu of encode"), (1, "logvar of encode")):
                call = lambda x, y, net=net, part=part, options=options: _encode(net, x, y, options)[part]  # noqa: E731
                label_matters(call, x[:3], options["num_classes"], name)
        _label_decides(student)


def _label_decides(student: Any) -> None:
    """One image with two labels is trained to codes far apart: a trace of the label, as rounding leaves it, is none."""
    options = {"num_classes": 2, "in_channels": 1, "image_size": 16, "latent_dim": 3, "width": 8}
    x, z, y = _batch(6, options)
    x, wanted = x[:1].expand_as(x).clone(), (2.0 - 4 * y[:, None]).expand_as(z)
    targets = [wanted, -wanted, x]
    for lr in (1e-2, 2e-3):  # a right network may want one or the other
        net = _net(student, **options)
        for _ in range(4):
            student.run(probes.learn(net, x, z, y, targets, 30, lr))
            for training in (True, False):
                net.train(training)
                codes = torch.stack(_encode(net, x, y, options)).detach()
                if float((codes - torch.stack(targets[:2])).abs().max()) < 1.5:
                    return
    raise CheckFailed("training cannot give one image two different codes with two labels")


@e8.check("each-sample-alone", points=0.5)
def each_sample_alone(student: Any) -> None:
    """In eval mode each sample follows its own label and nothing else of its batch, in both halves."""
    with _given(student):
        for options in SMALL:
            net, x, z, y = _awake(student, options)
            each_alone(lambda x, y, net=net, o=options: _codes(net, x, y, o), x, y, "the result of encode")
            each_alone(lambda z, y, net=net, o=options: _decode(net, z, y, o), z, y, "the result of decode")


@e8.check("label-has-parameters", points=0.25)
def label_has_parameters(student: Any) -> None:
    """More classes mean more parameters."""
    with _given(student):
        for options in SMALL:
            few, many = (parameter_count(_net(student, **options | {"num_classes": k})) for k in (3, 9))
            words = f"3 and 9 classes give {few:,} and {many:,} parameters: the label has none of its own"
            expect.that(few < many, words)


# --- what is random -----------------------------------------------------------------------------------


def _same_law(got: Tensor, want: Tensor, latent: int, direction: Tensor, message: str) -> None:
    """Images, projected on a direction, have the law of `want`: Kolmogorov-Smirnov, p of one in a million."""
    a, b = ((one.double().flatten(1) @ direction.flatten()).sort().values for one in (got, want))
    both = torch.cat([a, b])
    shares = [torch.searchsorted(one, both, right=True) / len(one) for one in (a, b)]
    error = 1 / len(b) if latent == 1 else 0.0  # of the quantiles, which are not random
    limit = math.sqrt(math.log(2e6) / 2) * math.sqrt(1 / len(a) + (0 if latent == 1 else 1 / len(b))) + error
    expect.that(float((shares[0] - shares[1]).abs().max()) <= limit, message)


def _normal(n: int, latent: int) -> Tensor:
    """Standard-normal latents (n, latent); for one dimension its quantiles."""
    if latent > 1:
        return torch.randn(n, latent)
    return torch.special.ndtri((torch.arange(n) + 0.5) / n)[torch.randperm(n), None]


def _many(student: Any, net: Any, name: str, arguments: list[Tensor], options: dict[str, int]) -> Tensor:
    got = student.run(probes.in_parts(net, name, arguments))
    return _image(got, len(arguments[0]), options, f"the result of {name}")


def _direction(net: Any, mu: Tensor, spread: Tensor, y: Tensor, options: dict[str, int]) -> Tensor:
    """How the image moves, on the whole, if all latents grow: float64 (C, S, S)."""
    up, down = (_decode(net, mu + sign * spread, y, options).detach().double()[0] for sign in (1, -1))
    return up - down


@e8.check("sample", points=0.75)
def sample(student: Any) -> None:
    """`sample` decodes a new standard-normal z for each sample, with its label; a seed repeats it."""
    with _given(student):
        for options in SMALL:
            net, x, _, y = _awake(student, options)
            one, two = student.run(probes.in_a_row(net, x, y, 2))["sample"]
            differ = _image(one, len(y), options, "a sample") != _image(two, len(y), options, "a sample")
            expect.that(bool(differ.flatten(1).any(1).all()), "two calls in a row give the same images")
            seed, other = (int(torch.randint(2**31, ())) for _ in range(2))
            (a, _), (b, next_b), (c, next_c) = student.run(probes.samples_of_seeds(net, y, [seed, seed, other]))
            expect.close(a, b, "the sample after the same torch.manual_seed")
            expect.that(not torch.equal(b, c), "the sample is the same after another torch.manual_seed")
            expect.that(not torch.equal(next_b, next_c), "sample seeds torch's generator: only the caller may")
            moved = (y + 1) % options["num_classes"]
            (d, _) = student.run(probes.samples_of_seeds(net, moved, [seed]))[0]
            expect.that(bool((d != a).flatten(1).any(1).all()), "another label with the same seed gives the same image")
            alike = _sample(net, y[:1].expand(5).clone(), options).detach()
            pairs = torch.combinations(torch.arange(5))
            differ = (alike[pairs[:, 0]] != alike[pairs[:, 1]]).flatten(1).any(1)
            expect.that(bool(differ.all()), "samples of one call have the same z")
        for latent, n in ((1, 5_000), (6, 1_500)):
            options = {"num_classes": 3, "in_channels": 1, "image_size": 16, "latent_dim": latent, "width": 8}
            net, _, _, _ = _awake(student, options)
            zero = torch.zeros(1, latent)
            for label in (0, 2) if latent > 1 else (1,):
                got = _many(student, net, "sample", [torch.full((n,), label)], options)
                want = _many(student, net, "decode", [_normal(1_000, latent), torch.full((1_000,), label)], options)
                direction = _direction(net, zero, zero + 1, torch.tensor([label]), options)
                message = "samples of a class are not what decode makes of standard-normal z with its label"
                _same_law(got, want, latent, direction, message)


@e8.check("forward", points=0.5)
def forward(student: Any) -> None:
    """`forward` gives mu and logvar as `encode` does, and decodes a sample of them with the label, in every mode."""
    with _given(student):
        for latent in (1, 4):
            options = {"num_classes": 3, "in_channels": 1, "image_size": 16, "latent_dim": latent, "width": 8}
            net = _net(student, **options)
            x, z, y = _batch(6, options)
            _encode(net, x, y, options)
            _decode(net, z, y, options)
            targets = [2 * torch.randn_like(z).sign(), torch.full_like(z, -2.0), torch.rand_like(x)]
            student.run(probes.learn(net, x, z, y, targets, 40, 1e-2))
            for training in (True, False):
                net.train(training)
                for image in (x, x[:1].expand_as(x)):
                    one, two = student.run(probes.in_a_row(net, image, y, 2))["forward"]
                    moved = (_image(one, 6, options, "x_hat") != _image(two, 6, options, "x_hat")).flatten(1).any(1)
                    words = "train" if training else "eval"
                    expect.that(bool(moved.all()), f"in {words} mode x_hat is the same twice: nothing is sampled")
            codes = [one.detach() for one in _encode(net, x, y, options)]
            for got, code, name in zip(_forward(net, x, y, options)[1:], codes, ("mu", "logvar"), strict=True):
                expect.close(got.detach(), code, f"{name} of forward, compared with encode,")
            _decodes_the_posterior(student, net, x, y, codes, options)
            _gradient_of_the_images(student, options)


def _gradient_of_the_images(student: Any, options: dict[str, int]) -> None:
    net, x, _, y = _awake(student, options)
    net.train()
    x.requires_grad_()
    try:
        (torch.randn(x.shape) * _forward(net, x, y, options)[0]).sum().backward()
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
    expect.that(x.grad is not None, "no gradient goes from x_hat to the images")
    expect.that(bool((x.grad != 0).flatten(1).any(1).all()), "the gradient of some image is 0")


def _decodes_the_posterior(
    student: Any, net: Any, x: Tensor, y: Tensor, codes: list[Tensor], options: dict[str, int]
) -> None:
    """In eval mode x_hat has the law of ``decode(mu + sigma * noise, y)``, for each of two images in a batch."""
    n, latent, mu, spread = 1_000, options["latent_dim"], codes[0], (codes[1] / 2).exp()
    rows = torch.arange(2).repeat(n)
    got = _many(student, net, "forward", [x[rows], y[rows]], options)
    for row in (0, 1):
        here = slice(row, row + 1)
        z = mu[here] + spread[here] * _normal(n, latent)
        want = _many(student, net, "decode", [z, y[here].expand(n).clone()], options)
        direction = _direction(net, mu[here], spread[here], y[here], options)
        message = "x_hat is not what decode makes of samples of N(mu, exp(logvar)) with the label"
        _same_law(got[rows == row], want, latent, direction, message)
        drawn = got[rows == row][:40]
        different = (drawn[1:] != drawn[:-1]).flatten(1).any(1)
        expect.that(bool(different.all()), "equal images in a batch get the same noise")


@e8.check("learns-from-the-label", points=0.25)
def learns_from_the_label(student: Any) -> None:
    """The label alone is enough: for one z, four images of four classes are learned to 0.02 in 120 steps."""
    options = {"num_classes": 4, "in_channels": 1, "image_size": 16, "latent_dim": 6, "width": 16}
    rows, columns = torch.meshgrid(torch.arange(16), torch.arange(16), indexing="ij")
    square = (rows - 7.5).abs().maximum((columns - 7.5).abs()) < 4
    masks = torch.stack([rows < 8, columns < 8, square, rows >= 8])[torch.randperm(4), None]
    images = torch.where(masks, 0.95, 0.05)
    z, y = torch.randn(1, 6).expand(4, 6).clone(), torch.arange(4)
    best = float("inf")
    with _given(student):
        for lr in (1e-2, 3e-3):  # a right network may want one or the other
            net = _net(student, **options)
            _decode(net, z, y, options)
            for _ in range(4):
                student.run(probes.learn_images(net, z, y, images, 30, lr))
                for training in (True, False):
                    net.train(training)
                    best = min(best, float((_decode(net, z, y, options).detach() - images).square().mean()))
                if best < 0.02:
                    return
    raise CheckFailed(f"after 120 steps the mean squared error on four images of four classes is {best:.3f}")


@e8.check("depends-on-z-and-x", points=0.25)
def depends_on_z_and_x(student: Any) -> None:
    """An image depends on each number of its z, and mu and logvar on each image; gradients reach z and x."""
    with _given(student):
        for options in SMALL:
            net, x, z, y = _awake(student, options)
            before = _decode(net, z, y, options)
            for place in range(options["latent_dim"]):
                changed = z.clone()
                changed[:, place] = -1.5 * z[:, place] - 0.7
                moved = (_decode(net, changed, y, options) != before).flatten(1).any(1)
                expect.that(bool(moved.all()), f"an image does not depend on number {place} of its z")
            other = _batch(len(x), options)[0]
            pairs = zip(_encode(net, x, y, options), _encode(net, other, y, options), ("mu", "logvar"), strict=True)
            for old, new, name in pairs:
                expect.that(bool((old != new).all()), f"{name} does not depend on the image")
            for leaf, outputs in (
                (z.clone().requires_grad_(), lambda leaf, net=net, y=y, o=options: [_decode(net, leaf, y, o)]),
                (x.clone().requires_grad_(), lambda leaf, net=net, y=y, o=options: _encode(net, leaf, y, o)),
            ):
                try:
                    torch.stack([(one * torch.randn_like(one)).sum() for one in outputs(leaf)]).sum().backward()
                except RuntimeError as error:
                    raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
                words = "z" if leaf.dim() == 2 else "x"
                expect.that(leaf.grad is not None, f"no gradient reaches {words}")
                expect.that(bool((leaf.grad != 0).flatten(1).any(1).all()), f"a gradient of {words} is 0")


@e8.check("device", points=0.25)
def device(student: Any) -> None:
    """All four methods work where the parameters, the images and the labels are."""
    with student.cuda(), _given(student):
        for options in SMALL:
            net = _net(student, **options)
            net.to("cuda")
            x, z, y = _batch(4, options)
            for name, call in (
                ("encode", lambda net=net, x=x, y=y, o=options: _encode(net, x, y, o)),
                ("decode", lambda net=net, z=z, y=y, o=options: _decode(net, z, y, o)),
                ("forward", lambda net=net, x=x, y=y, o=options: _forward(net, x, y, o)),
                ("sample", lambda net=net, y=y, o=options: _sample(net, y, o)),
            ):
                call()
                expect.on_device(student, f"the result of {name}")
