"""P4-E9: the generator and initial weights."""

from __future__ import annotations

import itertools
import math
from typing import Any

import torch
from torch import Tensor

from assignments.P4.hidden.gan_nets import each_alone, label_matters, labels
from assignments.P4.hidden.vae_nets import defaults, every_parameter_learns, module, parameter_count
from assignments.P4.probes import gan_nets as probes
from assignments.P4.probes import vae_nets
from kit.checks import Exercise, expect

e9 = Exercise("P4-E9", names=("Generator", "init_weights"), forbidden=("torchvision.models",))

F32 = torch.float32

SMALL = (
    {"z_dim": 7, "num_classes": 4, "channels": 8, "label_channels": 3},
    {"z_dim": 5, "num_classes": 3, "channels": 16, "label_channels": 2},
)


def _images(net: Any, z: Tensor, y: Tensor) -> Tensor:
    got: Tensor = net(z, y)
    words = f"the images of z {tuple(z.shape)}"
    expect.tensor(got, words, shape=(len(z), 1, 32, 32), dtype=F32)
    expect.finite(got, words)
    return got


def _net(student: Any, **options: int) -> Any:
    return module(student.Generator(**options), "Generator")


def _awake(student: Any, options: dict[str, int], n: int = 6) -> tuple[Any, Tensor, Tensor]:
    """A generator after a few steps, so that layers which begin at zero do something, in eval mode; z and labels."""
    net = _net(student, **options)
    z, y = torch.randn(n, options["z_dim"]), labels(n, options["num_classes"])
    _images(net, z, y)
    student.run(probes.learn(net, z, y, 1.6 * torch.rand(n, 1, 32, 32) - 0.8, 6, 2e-3))
    net.eval()
    return net, z, y


@e9.check("shapes", points=0.75)
def shapes(student: Any) -> None:
    """Images are (B, 1, 32, 32) for any z_dim and number of classes; `z_dim` is an attribute; channels set the size."""
    for options, n in ((SMALL[0], 5), (SMALL[1], 3), ({}, 2)):
        net = _net(student, **options)
        z_dim = options.get("z_dim", 100)
        expect.that(hasattr(net, "z_dim"), "Generator should have the attribute z_dim")
        expect.integer(net.z_dim, z_dim, "z_dim")
        y = labels(n, options.get("num_classes", 10))
        _images(net, torch.randn(n, z_dim), y)
        expect.untouched(student, "Generator")
        net.eval()
        _images(net, torch.randn(1, z_dim), y[:1])
        _images(net, torch.randn(n, z_dim), torch.full((n,), options.get("num_classes", 10) - 1))
    for name in ("channels", "label_channels"):
        small, large = (parameter_count(_net(student, **SMALL[0] | {name: c})) for c in (8, 32))
        expect.that(small < large, f"8 and 32 {name} give {small:,} and {large:,} parameters")
    defaults(student.Generator, z_dim=100, num_classes=10, channels=64, label_channels=8)


@e9.check("range", points=0.75)
def in_range(student: Any) -> None:
    """All values lie in [-1, 1]; with larger weights both ends are approached."""
    for options in SMALL:
        net, z, y = _awake(student, options)
        low, high = 1.0, -1.0
        for factor in (1.0, 3.0, 10.0):
            student.run(vae_nets.enlarge(net, factor))
            for training in (True, False):
                net.train(training)
                for scale in (1, 10):
                    got = _images(net, scale * z, y).detach()
                    low, high = min(low, float(got.min())), max(high, float(got.max()))
        expect.that(low >= -1 and high <= 1, f"values from {low:.3g} to {high:.3g}")
        expect.that(low < -0.98 and high > 0.98, f"large weights give values from {low:.3g} to {high:.3g} only")


@e9.check("depends-on-z", points=0.5)
def depends_on_z(student: Any) -> None:
    """Each image depends on each number of its z."""
    for options in SMALL:
        net, z, y = _awake(student, options)
        before = _images(net, z, y)
        for place in range(options["z_dim"]):
            changed = z.clone()
            changed[:, place] = -1.5 * z[:, place] - 0.7
            moved = (_images(net, changed, y) != before).flatten(1).any(1)
            expect.that(bool(moved.all()), f"an image does not depend on number {place} of its z")


@e9.check("depends-on-the-label", points=0.75)
def depends_on_the_label(student: Any) -> None:
    """The same z gives another image for each label; more classes mean more parameters."""
    for options in SMALL:
        net, z, _ = _awake(student, options)
        label_matters(lambda x, y, net=net: _images(net, x, y), z[:3], options["num_classes"], "Generator")
        few, many = (parameter_count(_net(student, **options | {"num_classes": k})) for k in (3, 9))
        expect.that(few < many, f"3 and 9 classes give {few:,} and {many:,} parameters: the label has none of its own")


@e9.check("each-sample-alone", points=0.5)
def each_sample_alone(student: Any) -> None:
    """In eval mode an image depends on its own z and label only, and is the same again."""
    for options in SMALL:
        net = _net(student, **options)
        z, y = torch.randn(5, options["z_dim"]), labels(5, options["num_classes"])
        student.run(probes.settle(net, z, y))
        each_alone(lambda x, y, net=net: _images(net, x, y), z, y, "the image")


@e9.check("stages", points=0.5)
def stages(student: Any) -> None:
    """Maps double from 4 to 8, 16 and 32, in this order; none is larger."""
    for options, n in ((SMALL[0], 11), ({"channels": 16}, 13)):
        net = _net(student, **options)
        z, y = torch.randn(n, options.get("z_dim", 100)), labels(n, options.get("num_classes", 10))
        _images(net, z, y)
        seen = student.run(probes.sizes(net, z, y))
        square = [height for height, width in seen if height == width]
        first = [side for side in dict.fromkeys(square) if side in (8, 16, 32)]
        expect.that(first == [8, 16, 32], f"of the sizes 8, 16, 32 the maps have, in order, {first}")
        expect.that(max(max(one) for one in seen) <= 32, "a map on the way is larger than the image")


@e9.check("pixels-differ", points=0.25)
def pixels_differ(student: Any) -> None:
    """Neighbouring pixels differ, also inside aligned blocks of 2 x 2: the last layer works at full size."""
    for options in SMALL:
        net, z, y = _awake(student, options)
        got = _images(net, z, y).detach()
        for axis, words in ((3, "beside"), (2, "below")):
            pairs = got.unflatten(axis, (16, 2))
            share = float((pairs.select(axis + 1, 0) != pairs.select(axis + 1, 1)).double().mean())
            expect.that(share > 0.5, f"{100 * (1 - share):.0f} % of the pixels equal the one {words} them")


@e9.check("gradients", points=0.5)
def gradients(student: Any) -> None:
    """Each parameter gets a gradient, and so does z, which inversion needs."""
    for options in SMALL:
        net, z, y = _awake(student, options, 9)
        net.zero_grad()
        net.train()
        z.requires_grad_()
        every_parameter_learns(net, [_images(net, z, y)])
        expect.that(z.grad is not None, "no gradient reaches z")
        expect.that(bool((z.grad != 0).any(1).all()), "the gradient of some z is 0")


@e9.check("device", points=0.5)
def device(student: Any) -> None:
    """The generator runs where its parameters, z and labels are, and learns there."""
    with student.cuda():
        for options in SMALL:
            net = _net(student, **options)
            net.to("cuda")
            z, y = torch.randn(3, options["z_dim"]), labels(3, options["num_classes"])
            _images(net, z, y)
            expect.on_device(student, "the result of Generator")
            student.run(probes.learn(net, z, y, torch.zeros(3, 1, 32, 32), 1, 1e-3))


# --- initial weights ----------------------------------------------------------------------------------


def _normal(values: Tensor, mean: float, name: str) -> None:
    """`values` are draws of N(mean, 0.02), to five standard errors."""
    z = (values.double().flatten() - mean) / 0.02
    root = math.sqrt(len(z))
    moments = (
        ("mean", float(z.mean()), 0.0, 1.0),
        ("standard deviation", float(z.std()), 1.0, math.sqrt(0.5)),
        ("fourth moment", float((z**4).mean()), 3.0, math.sqrt(96)),
    )
    for word, got, want, spread in moments:
        expect.that(abs(got - want) < 5 * spread / root, f"the {word} of {name} is not that of the contract's law")


@e9.check("initial-weights", points=0.5)
def initial_weights(student: Any) -> None:
    """`init_weights`: convolutions N(0, 0.02), batch normalisation N(1, 0.02), all their biases 0."""
    for twice in (False, True):
        layers = student.run(probes.initialised(student.init_weights, twice))
        drawn = []
        for name in ("Conv2d", "Conv2d without bias", "ConvTranspose2d", "ConvTranspose2d without bias", "BatchNorm2d"):
            after = layers[name]["after"]
            mean = 1.0 if name == "BatchNorm2d" else 0.0
            _normal(after["weight"], mean, f"the weight of {name}")
            drawn.append(after["weight"].flatten()[:9] - mean)
            if "bias" in after:
                expect.that(bool((after["bias"] == 0).all()), f"the bias of {name} is not 0")
            expect.that(layers[name]["learnable"] is True, f"{name} does not learn any more")
        for one, two in itertools.combinations(drawn, 2):
            expect.that(not torch.equal(one, two), "two layers begin with the same numbers: do not seed")


@e9.check("other-modules-untouched", points=0.5)
def other_modules_untouched(student: Any) -> None:
    """`init_weights` leaves other layers and all buffers alone, and takes layers without bias or weight."""
    layers = student.run(probes.initialised(student.init_weights, bare=True))
    for name, layer in layers.items():
        ours = name.split()[0] in ("Conv2d", "ConvTranspose2d", "BatchNorm2d")
        for key, before in layer["before"].items():
            if not ours or key not in ("weight", "bias"):
                expect.that(torch.equal(layer["after"][key], before), f"init_weights changes {key} of {name}")
