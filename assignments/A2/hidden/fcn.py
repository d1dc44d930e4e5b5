"""A2-E9: normalised images, FCN-8s on a frozen or learning encoder."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from assignments.A2.probes import seg_fcn as probes
from assignments.A2.reference import networks as reference
from kit.checks import CheckFailed, Exercise, expect
from kit.encoders import IMAGENET_MEAN, IMAGENET_STD

F32, F64 = torch.float32, torch.float64

e9 = Exercise(
    "A2-E9",
    names=("normalize_images", "FCN8s"),
    forbidden=("torchvision.models.segmentation",),
)

SCORES = ("score3", "score4", "score5")

MARGIN = 32
"""Pixels from the border up to which ways to enlarge may differ: at most 28."""

LOOSE = 64
"""The same where sizes are no multiples of 32 and maps are padded, cropped or resized."""


def _with_given(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check with the functions of E8 bound to their given version."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(
            bilinear_kernel=probes.bilinear_kernel(),
            transposed_conv2d=probes.transposed_conv2d(),
            conv_output_size=probes.output_size(False),
            transposed_conv_output_size=probes.output_size(True),
        ):
            check(student)

    return bound


class Encoder:
    """A small encoder: its layers, taps and channels, with weights drawn anew; here and on the student's side."""

    def __init__(self, layers: list[tuple[Any, ...]], taps: tuple[int, ...], channels: tuple[int, ...]) -> None:
        self.layers, self.taps, self.channels = layers, taps, channels
        self.local = probes.encoder(layers).local()
        with torch.no_grad():
            for name, value in self.local.state_dict().items():
                if name.endswith("running_mean"):
                    value.normal_(0, 0.3)
                elif name.endswith("running_var"):
                    value.uniform_(0.2, 0.8)
                elif value.dim() == 4:
                    value.normal_(0, (2 / value[0].numel()) ** 0.5)
                elif name.endswith("bias"):
                    value.normal_(0, 0.2)
        self.local.eval()

    def there(self) -> Any:
        """Deferred: the same encoder, in training mode, on the student's side."""
        return probes.encoder(self.layers, dict(self.local.state_dict()))

    def maps(self, x: Tensor) -> list[Tensor]:
        """The three maps in eval mode."""
        with torch.no_grad():
            return [self.local[:tap](x) for tap in self.taps]


def _plain() -> Encoder:
    """Without normalisation; two layers more than the taps ask for."""
    layers = [
        *(("conv", 3, 4), ("relu",), ("pool",), ("conv", 4, 5), ("relu",), ("pool",), ("pool",)),
        *(("conv", 5, 7), ("relu",), ("pool",), ("conv", 7, 6), ("relu",), ("pool",)),
        *(("conv", 6, 9), ("relu",)),
    ]
    return Encoder(layers, (7, 10, 13), (5, 7, 6))


def _noisy() -> Encoder:
    """With batch normalisation and dropout, some of it in a block of its own."""
    layers = [
        *(("conv", 3, 5), ("norm", 5), ("relu",), ("pool",), ("dropout", 0.3), ("pool",), ("pool",)),
        *(("conv", 5, 4), ("norm", 4), ("relu",), ("block", ("dropout2d", 0.4), ("norm", 4)), ("pool",)),
        *(("conv", 4, 8), ("norm", 8), ("relu",), ("pool",), ("dropout", 0.5)),
    ]
    return Encoder(layers, (7, 12, 17), (5, 4, 8))


def _vgg() -> Encoder:
    """The 31 layers of VGG16 with few channels: the default taps."""
    layers: list[tuple[Any, ...]] = []
    cin = 3
    for width, count in ((3, 2), (4, 2), (6, 3), (5, 3), (7, 3)):
        for _ in range(count):
            layers += [("conv", cin, width), ("relu",)]
            cin = width
        layers.append(("pool",))
    return Encoder(layers, (17, 24, 31), (6, 5, 7))


def _net(student: Any, encoder: Encoder, classes: int, **options: Any) -> Any:
    """The student's network on this encoder; the default taps are left out."""
    if encoder.taps != (17, 24, 31):
        options["taps"] = encoder.taps
    net = student.FCN8s(classes, encoder.there(), channels=encoder.channels, **options)
    expect.that(getattr(net, "kind", "") == "module", "FCN8s should be an nn.Module")
    for name in ("backbone", *SCORES):
        expect.that(hasattr(net, name), f"FCN8s should have the attribute {name}")
    for name, channels in zip(SCORES, encoder.channels, strict=True):
        state = getattr(net, name).state_dict()
        fits = isinstance(state, dict) and sorted(state) == ["bias", "weight"]
        expect.that(fits, f"{name} should be a convolution with weight and bias")
        expect.tensor(state["weight"], f"{name}.weight", shape=(classes, channels, 1, 1))
        expect.tensor(state["bias"], f"{name}.bias", shape=(classes,))
    return net


def _draw_scores(student: Any, net: Any, encoder: Encoder, classes: int) -> None:
    """Give the score layers random parameters: a network may begin with zeros, whose output is 0 for any map."""
    values = {
        name: (torch.randn(classes, channels), torch.randn(classes))
        for name, channels in zip(SCORES, encoder.channels, strict=True)
    }
    student.run(probes.set_scores(net, values))


def _output(net: Any, x: Tensor, classes: int, what: str = "the output of FCN8s") -> Tensor:
    got = net(x)
    expect.tensor(got, what, shape=(len(x), classes, *x.shape[2:]), dtype=F32)
    expect.finite(got, what)
    values: Tensor = got.detach()
    return values


@e9.check("normalize-images", points=1)
def normalize_images(student: Any) -> None:
    """`normalize_images` subtracts each channel's mean and divides by its deviation; shape, dtype, device stay."""
    mean, std = tuple(torch.rand(3).tolist()), tuple((0.1 + torch.rand(3)).tolist())
    for n, height, width, dtype, statistics in (
        (2, 5, 7, F32, ()),
        (1, 3, 4, F64, (mean, std)),
        (4, 3, 3, F32, (mean, std)),
        (3, 6, 1, F64, ()),
    ):
        images = torch.rand(n, 3, height, width, dtype=dtype)
        got = student.normalize_images(images, *statistics)
        expect.untouched(student, "normalize_images")
        used = statistics or (IMAGENET_MEAN, IMAGENET_STD)
        centre, spread = (torch.tensor(one, dtype=F64)[:, None, None] for one in used)
        name = f"normalize_images of {tuple(images.shape)}, {'other' if statistics else 'default'} statistics"
        expect.tensor(got, name, shape=(n, 3, height, width), dtype=dtype)
        expect.close(got.double(), (images.double() - centre) / spread, name, rtol=1e-5, atol=1e-5)
    got = student.normalize_images(images, mean=mean, std=std)
    expect.tensor(got, "normalize_images by keyword", shape=tuple(images.shape))
    with student.cuda():
        student.normalize_images(images.float())
        expect.on_device(student, "the result of normalize_images")


@e9.check("taps", points=0.5)
@_with_given
def taps(student: Any) -> None:
    """Each score layer gets the encoder's map after the named number of layers."""
    for encoder, classes in ((_plain(), 2), (_vgg(), 4), (_noisy(), 3)):
        for freeze in (True, False):
            net = _net(student, encoder, classes, freeze=freeze)
            x = torch.randn(2, 3, 64, 96)
            seen = student.run(probes.into_scores(net, x))
            for name, tap, want in zip(SCORES, encoder.taps, encoder.maps(x), strict=True):
                expect.that(len(seen[name]) == 1, f"{name} should be called once")
                expect.close(seen[name][0], want, f"the input of {name}, the map after {tap} layers,")


@e9.check("output-shapes", points=0.5)
@_with_given
def output_shapes(student: Any) -> None:
    """The logits have the size of the image for all sizes from 32 on; no part of the image is cut off."""
    for encoder, classes in ((_plain(), 2), (_vgg(), 5), (_noisy(), 3)):
        net = _net(student, encoder, classes)
        net.eval()
        for n, height, width in ((1, 32, 32), (2, 96, 64), (1, 33, 63), (2, 75, 50), (1, 61, 100), (3, 40, 119)):
            what = f"the output for {height} x {width} and {classes} classes"
            _output(net, torch.randn(n, 3, height, width), classes, what)
            expect.untouched(student, "FCN8s")
    encoder = _plain()
    net = _net(student, encoder, 2)
    _draw_scores(student, net, encoder, 2)
    net.eval()
    x = torch.randn(2, 3, 56, 88)  # the maps of stride 8 have 7 x 11 pixels: none of the image is left over
    before = _output(net, x, 2)
    for side, edge in (("bottom", (..., slice(-12, None), slice(None))), ("right", (..., slice(-12, None)))):
        other = x.clone()
        other[edge] = 2 * torch.randn_like(other[edge])
        change = (_output(net, other, 2) - before)[edge].abs().mean()
        counts = float(change) > 1e-3 * float(before.abs().mean())
        expect.that(counts, f"the {side} of an image whose size is no multiple of 32 has no effect on the output")


@e9.check("each-bias-alone", points=0.5)
@_with_given
def each_bias_alone(student: Any) -> None:
    """The bias of one score layer alone gives the same constant in the interior, whichever of the three it is."""
    classes = 3
    for encoder in (_plain(), _noisy()):
        net = _net(student, encoder, classes)
        net.eval()
        for name in SCORES:
            level = torch.randn(classes) + 2
            values = {
                one: (torch.zeros(classes, channels), level if one == name else torch.zeros(classes))
                for one, channels in zip(SCORES, encoder.channels, strict=True)
            }
            student.run(probes.set_scores(net, values))
            for height, width, cut in ((96, 128, MARGIN), (150, 203, LOOSE)):
                got = _output(net, torch.randn(1, 3, height, width), classes)[:, :, cut:-cut, cut:-cut]
                what = f"the interior of the output for {height} x {width} with the bias of {name} alone"
                expect.close(got, level[None, :, None, None].expand_as(got), what)


@e9.check("interior-values", points=0.5)
@_with_given
def interior_values(student: Any) -> None:
    """With given score layers the interior of the logits is up8(up2(up2(score5) + score4) + score3)."""
    for encoder, classes, height, width in ((_plain(), 2, 96, 128), (_vgg(), 4, 128, 96), (_noisy(), 3, 96, 160)):
        net = _net(student, encoder, classes)
        net.eval()
        weights = [torch.randn(classes, channels) for channels in encoder.channels]
        biases = list(torch.randn(3, classes))
        pairs = zip(weights, biases, strict=True)
        student.run(probes.set_scores(net, dict(zip(SCORES, pairs, strict=True))))
        x = torch.randn(2, 3, height, width)
        want = reference.fcn8s(encoder.maps(x), weights, biases)
        inside = (slice(None), slice(None), slice(MARGIN, -MARGIN), slice(MARGIN, -MARGIN))
        got = _output(net, x, classes)
        expect.close(got[inside], want[inside], "the interior of the logits", rtol=1e-4, atol=2e-4)


def _labels(n: int, classes: int, height: int, width: int) -> Tensor:
    return torch.randint(classes, (n, height, width))


@e9.check("frozen-stays", points=0.5)
@_with_given
def frozen_stays(student: Any) -> None:
    """With freeze=True training with momentum and weight decay leaves parameters and buffers of the encoder."""
    for encoder, classes in ((_noisy(), 3), (_plain(), 2)):
        net = _net(student, encoder, classes)
        x = 2 + torch.randn(3, 3, 64, 96)
        seen = _trained(student, net, x, _labels(3, classes, 64, 96), 4)
        for name, value in encoder.local[: encoder.taps[-1]].state_dict().items():
            expect.that(name in seen["after"], f"backbone has no {name}, a part of the encoder")
            same = torch.equal(seen["before"][name], value) and torch.equal(seen["after"][name], value)
            kind = "buffer" if "running" in name or "tracked" in name else "parameter"
            expect.that(same, f"the encoder is frozen, but its {kind} {name} has changed in training")
        moved = [name for name, one in seen["encoder"].items() if one is not None and bool((one != 0).any())]
        expect.that(not moved, f"the encoder is frozen, but {moved[0] if moved else ''} gets a gradient")


def _trained(student: Any, net: Any, x: Tensor, y: Tensor, steps: int) -> dict[str, Any]:
    seen: dict[str, Any] = student.run(probes.trained(net, x, y, steps))
    return seen


@e9.check("frozen-mode", points=0.5)
@_with_given
def frozen_mode(student: Any) -> None:
    """With freeze=True the logits are those of eval mode at all times, before and after `model.train()`."""
    classes = 4
    encoder = _noisy()
    net = _net(student, encoder, classes)
    _draw_scores(student, net, encoder, classes)
    x = 2 + torch.randn(3, 3, 64, 96)
    first = _output(net, x, classes)
    net.eval()
    want = _output(net, x, classes)
    net.train()
    again, twice = _output(net, x, classes), _output(net, x, classes)
    expect.close(again, twice, "of two passes in training mode the second")
    expect.close(again, want, "the output in training mode, against that in eval mode,")
    expect.close(first, want, "the output of a new network, against that in eval mode,")
    net.eval()
    net.train(True)
    expect.close(_output(net, x[:1], classes), want[:1], "the output for one image of the batch in training mode")
    expect.close(_output(net, x.flip(0), classes), want.flip(0), "the output for the batch in another order")


@e9.check("decoder-learns", points=0.5)
@_with_given
def decoder_learns(student: Any) -> None:
    """With freeze=True all score layers get gradients; `trainable_parameters()` lists tensors of the decoder only."""
    for encoder, classes in ((_noisy(), 3), (_vgg(), 2)):
        net = _net(student, encoder, classes)
        held = student.run(probes.listed(net))
        _well_formed(held)
        inside = held["encoder_held"]
        expect.that(not inside, f"trainable_parameters() holds {inside[0] if inside else ''} of the frozen encoder")
        left = held["scores_left"]
        expect.that(not left, f"trainable_parameters() lacks {left[0] if left else ''}")
        seen = _trained(student, net, torch.randn(2, 3, 64, 96), _labels(2, classes, 64, 96), 1)
        for name, gradient in seen["scores"].items():
            expect.that(gradient is not None, f"no gradient reaches {name}")
            expect.finite(gradient, f"the gradient of {name}")
            expect.that(bool((gradient != 0).any()), f"the gradient of {name} is 0")


def _well_formed(held: dict[str, Any]) -> None:
    if held["type"] != "list":
        raise CheckFailed(f"trainable_parameters() should be a list, it is of type {held['type']}")
    expect.that(not held["twice"], "trainable_parameters() holds a parameter twice")
    expect.that(not held["strange"], "trainable_parameters() holds what is no parameter of the network")


@e9.check("not-frozen", points=0.25)
@_with_given
def not_frozen(student: Any) -> None:
    """With freeze=False the encoder gets gradients, is in the list, and trains like any network."""
    classes, encoder = 3, _noisy()
    net = _net(student, encoder, classes, freeze=False)
    _draw_scores(student, net, encoder, classes)
    held = student.run(probes.listed(net))
    _well_formed(held)
    left = held["encoder_left"] + held["scores_left"]
    expect.that(not left, f"trainable_parameters() lacks {left[0] if left else ''}, though freeze is False")
    x = torch.randn(3, 3, 64, 96)
    net.train()
    differ = not torch.allclose(_output(net, x, classes), _output(net, x, classes))
    expect.that(differ, "with freeze=False dropout of the encoder is off in training mode")
    seen = _trained(student, net, x, _labels(3, classes, 64, 96), 2)
    for name, gradient in seen["encoder"].items():
        expect.that(gradient is not None, f"with freeze=False no gradient reaches {name} of the encoder")
        if gradient.dim() == 4:
            expect.that(bool((gradient != 0).any()), f"with freeze=False the gradient of {name} is 0")
    for name, value in encoder.local.state_dict().items():
        if name.endswith(("weight", "running_mean")):
            moved = name in seen["after"] and not torch.equal(seen["after"][name], value)
            expect.that(moved, f"with freeze=False {name} of the encoder has not changed in training")


@e9.check("device", points=0.25)
@_with_given
def device(student: Any) -> None:
    """`FCN8s` runs where its parameters and the images are, forward and backward."""
    with student.cuda():
        for freeze in (True, False):
            encoder = _noisy()
            net = student.FCN8s(3, encoder.there(), taps=encoder.taps, channels=encoder.channels, freeze=freeze)
            net.to("cuda")
            got = net(torch.randn(2, 3, 45, 64))
            expect.tensor(got, "the output of FCN8s", shape=(2, 3, 45, 64))
            expect.on_device(student, "the output of FCN8s")
            _trained(student, net, torch.randn(2, 3, 45, 64), _labels(2, 3, 45, 64), 1)
