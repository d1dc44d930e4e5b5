"""Hidden checks of P3-E7: an image as a sequence of patches, read by a recurrent network."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from assignments.P3.probes import img_given, weights
from assignments.P3.reference import sequence as reference
from kit.checks import Exercise, expect

e7 = Exercise("P3-E7", names=("SequenceClassifier",), forbidden=("rnn", "lstm", "gru"))

F32, F64 = torch.float32, torch.float64
GATES = {"rnn": 1, "lstm": 4, "gru": 3}
Check = Callable[[Any], None]


@dataclass(frozen=True)
class Setup:
    """A classifier, and the images that it gets."""

    cell: str = "gru"
    patch: int = 2
    channels: int = 3
    embed: int = 5
    hidden: int = 7
    layers: int = 1
    both: bool = False
    residual: bool = True
    pool: str = "mean"
    classes: int = 4
    n: int = 2
    height: int = 6
    width: int = 6

    @property
    def arguments(self) -> dict[str, Any]:
        """All arguments, in the order of the signature."""
        return {
            "cell": self.cell,
            "patch_size": self.patch,
            "in_channels": self.channels,
            "embed_size": self.embed,
            "hidden_size": self.hidden,
            "num_layers": self.layers,
            "bidirectional": self.both,
            "residual": self.residual,
            "pool": self.pool,
            "num_classes": self.classes,
        }

    @property
    def words(self) -> str:
        """For the student."""
        options = ["bidirectional"] * self.both + [f"{self.layers} layers"] * (self.layers > 1)
        options.append("residual" if self.residual else "no residual")
        return f'{self.cell}, pool="{self.pool}", {", ".join(options)}'

    def images(self, dtype: torch.dtype = F64) -> Tensor:
        """Random images."""
        return torch.randn(self.n, self.channels, self.height, self.width, dtype=dtype)

    def weights(self, dtype: torch.dtype = F64) -> dict[str, Tensor]:
        """Weights by the names of the contract."""
        wide = (1 + self.both) * self.hidden
        shapes: dict[str, tuple[int, ...]] = {
            "embed.weight": (self.embed, self.channels * self.patch**2),
            "embed.bias": (self.embed,),
            "head.weight": (self.classes, wide),
            "head.bias": (self.classes,),
        }
        if self.residual:
            shapes["shortcut.weight"] = (wide, self.embed)
        for k in range(self.layers * (1 + self.both)):
            size, rows = self.embed if k <= self.both else wide, GATES[self.cell] * self.hidden
            cell = {"weight_ih": (rows, size), "weight_hh": (rows, self.hidden), "bias_ih": (rows,), "bias_hh": (rows,)}
            shapes |= {f"rnn.cells.{k}.{name}": shape for name, shape in cell.items()}
        return {name: torch.randn(shape, dtype=dtype) * shape[-1] ** -0.5 for name, shape in shapes.items()}

    def want(self, images: Tensor, known: dict[str, Tensor]) -> Tensor:
        """The right logits."""
        return reference.classify(images, known, self.cell, self.patch, self.both, self.pool)

    def count(self) -> int:
        """Number of parameters."""
        return sum(one.numel() for one in self.weights().values())


DEFAULT = Setup(patch=4, embed=48, hidden=64, classes=10, height=8, width=12)
"""What ``SequenceClassifier()`` is."""


def _with_given(check: Check) -> Check:
    """Run a check with the functions and classes of E4 and E6 bound to their given version."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(patchify=img_given.patchify(), Recurrent=img_given.recurrent()):
            check(student)

    return bound


def _net(student: Any, setup: Setup, known: dict[str, Tensor] | None = None, positional: bool = False) -> Any:
    """The student's classifier, with known weights if they are given."""
    arguments = setup.arguments
    if setup is DEFAULT:
        net = student.SequenceClassifier()
    elif positional:
        net = student.SequenceClassifier(*arguments.values())
    else:
        net = student.SequenceClassifier(**arguments)
    expect.that(getattr(net, "kind", "") == "module", "SequenceClassifier should be an nn.Module")
    if known is not None:
        net = net.to(known["head.bias"].dtype)
        student.run(weights.load(net, known))
    return net


def _logits(net: Any, setup: Setup, images: Tensor, what: str = "") -> Tensor:
    got: Tensor = net(images)
    expect.tensor(got, f"the logits{what}", shape=(len(images), setup.classes), dtype=images.dtype)
    return got


def _values(student: Any, setup: Setup, positional: bool = False) -> None:
    """The logits are right."""
    known, images = setup.weights(), setup.images()
    net = _net(student, setup, known, positional)
    got = _logits(net, setup, images, f" of {setup.words}")
    expect.close(got, setup.want(images, known), f"the logits of {setup.words}")
    expect.untouched(student, "SequenceClassifier")


@e7.check("mean-pooling", points=1)
@_with_given
def mean_pooling(student: Any) -> None:
    """With `pool="mean"` the logits are right for each kind of cell, with and without residual, and by default."""
    _values(student, Setup("rnn", n=3))
    _values(student, Setup("gru", residual=False, channels=2))
    _values(student, Setup("lstm", layers=2, n=1), positional=True)
    _values(student, DEFAULT)


@e7.check("last-pooling", points=1)
@_with_given
def last_pooling(student: Any) -> None:
    """With `pool="last"` the head gets what the forward half ends with and what the backward half ends with."""
    for cell, both, layers, residual in (
        ("gru", False, 1, False),
        ("rnn", False, 2, True),
        ("gru", True, 2, True),
        ("lstm", True, 1, False),
    ):
        _values(student, Setup(cell, both=both, layers=layers, residual=residual, pool="last", n=3))


@e7.check("both-directions", points=1)
@_with_given
def both_directions(student: Any) -> None:
    """A bidirectional network with mean pooling has the right logits, in one and in several layers."""
    _values(student, Setup("gru", both=True, n=3))
    _values(student, Setup("rnn", both=True, layers=3, residual=False))
    _values(student, Setup("lstm", both=True, layers=2, embed=8, hidden=4), positional=True)


@e7.check("gradients", points=1)
@_with_given
def gradients(student: Any) -> None:
    """The gradient with respect to the images is right, and reaches every parameter."""
    for setup in (
        Setup("gru"),
        Setup("rnn", residual=False, n=3),
        Setup("gru", pool="last", both=True, layers=2),
        Setup("lstm", both=True),
        Setup("rnn", pool="last"),
    ):
        known, images = setup.weights(), setup.images().requires_grad_()
        net = _net(student, setup, known)
        got = _logits(net, setup, images, f" of {setup.words}")
        expect.that(got.requires_grad, "the logits should be differentiable")
        cotangent = torch.randn(setup.n, setup.classes, dtype=F64)
        (got * cotangent).sum().backward()
        here = images.detach().requires_grad_()
        (setup.want(here, known) * cotangent).sum().backward()
        expect.close(images.grad, here.grad, f"the gradient with respect to the images, of {setup.words},")
        for name, gradient in student.run(weights.gradients(net)).items():
            expect.that(gradient is not None, f"no gradient reaches {name} of {setup.words}")
            expect.that(bool((gradient != 0).any()), f"the gradient of {name} of {setup.words} is 0")


@e7.check("other-images", points=0.5)
@_with_given
def other_images(student: Any) -> None:
    """Images that are wide or tall, have one channel or are one patch, and sizes that are all equal."""
    for pool in ("mean", "last"):
        _values(student, Setup("gru", 3, 1, 4, 6, n=2, height=6, width=15, pool=pool, both=True))
        _values(student, Setup("rnn", 2, 4, 4, 4, n=4, classes=4, height=4, width=4, pool=pool))
        _values(student, Setup("lstm", 1, 2, 3, 5, n=1, height=3, width=2, pool=pool, both=True))
        _values(student, Setup("rnn", 1, 2, 3, 5, n=1, height=2, width=3, pool=pool))
        _values(student, Setup("gru", 5, 2, 1, 1, n=2, classes=1, height=5, width=5, pool=pool))


@e7.check("parameters", points=0.5)
@_with_given
def parameters(student: Any) -> None:
    """The residual adds exactly embed_size * directions * hidden_size parameters; a new network starts anew."""
    setups = [DEFAULT]
    for cell, both, layers in (("gru", False, 1), ("rnn", True, 2), ("lstm", False, 3)):
        setups += [Setup(cell, both=both, layers=layers, residual=residual) for residual in (True, False)]
    setups += [Setup(embed=6, hidden=6), Setup(embed=6, hidden=3, both=True), Setup(embed=6, hidden=6, pool="last")]
    for setup in setups:
        known = setup.weights(F32)
        net = _net(student, setup, known)
        sizes = {name: one.numel() for name, one in dict(net.named_parameters()).items()}
        one_bias = sum(known[name].numel() for name in known if name.endswith("bias_hh"))
        fits = sum(sizes.values()) in (setup.count(), setup.count() - one_bias)
        expect.that(fits, f"the number of parameters is not right: {setup.words}, {sum(sizes.values())} in all")
    first, second = (list(_net(student, Setup()).parameters()) for _ in range(2))
    alike = all(torch.equal(one.detach(), two.detach()) for one, two in zip(first, second, strict=True))
    expect.that(not alike, "two new networks have the same weights")


@e7.check("each-image-alone", points=0.5)
@_with_given
def each_image_alone(student: Any) -> None:
    """The logits of an image depend on no other image, no earlier call, and not on the mode."""
    for setup in (Setup(n=5), Setup("rnn", pool="last", both=True, n=4), Setup("lstm", n=3, residual=False)):
        known, images = setup.weights(), setup.images()
        net = _net(student, setup, known)
        whole = _logits(net, setup, images)
        again = _logits(net, setup, images)
        expect.close(again, whole, "the logits of a second call")
        for number in range(setup.n):
            alone = _logits(net, setup, images[number : number + 1], " of one image")
            expect.close(alone, whole[number : number + 1].detach(), "the logits of one image, against the batch,")
        other = images.clone()
        other[0] = torch.randn_like(other[0])
        changed = _logits(net, setup, other)
        expect.close(changed[1:], whole[1:].detach(), "the logits of the other images when the first one changes")
        net.eval()
        calm = _logits(net, setup, images)
        expect.close(calm, whole.detach(), "the logits in eval mode, against training mode,")
        expect.that(calm.requires_grad, "the logits in eval mode should be differentiable too")


@e7.check("device", points=0.5)
@_with_given
def device(student: Any) -> None:
    """The classifier runs where its parameters and the images are, forward and backward, in float32 too."""
    for setup in (Setup(), Setup("lstm", both=True, pool="last", residual=False, layers=2), Setup("rnn", n=3)):
        known, images = setup.weights(F32), setup.images(F32)
        with student.cuda():
            net = _net(student, setup, known)
            net = net.to("cuda")
            got = _logits(net, setup, images)
            expect.on_device(student, "the logits")
            got.sum().backward()
        expect.close(got.detach(), setup.want(images, known), f"the logits on a GPU of {setup.words}")
