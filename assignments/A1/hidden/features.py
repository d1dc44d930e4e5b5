"""A1-E9: histograms of oriented gradients, standardisation, and the MLP on them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from assignments.A1.reference import features as reference
from kit.checks import Exercise, expect

e9 = Exercise("A1-E9", names=("hog", "standardize", "HOGMLP"))

# (N, H, W), cell, bins; rows, columns, bins and cell sides all differ
CASES = (((2, 9, 20), (3, 5), 7), ((3, 8, 20), (4, 4), 9), ((2, 15, 8), (5, 2), 6))


def _images(shape: tuple[int, int, int], bins: int) -> Tensor:
    """Random images in [0, 0.5] whose gradients keep clear of the edges of the bins.

    The values are multiples of 2^-13, so adding 0.25 and doubling are exact.
    """
    while True:
        images = torch.randint(0, 4096, shape) / 8192
        position = torch.stack([reference.votes(image, bins)[1] for image in images.double()])
        if float((position - position.round()).abs().min()) > 1e-4:
            return images


def _hog(student: Any, images: Tensor, cell: tuple[int, int], bins: int) -> Tensor:
    """The student's histograms, checked, as (N, rows, columns, bins) without graph."""
    n, height, width = images.shape
    grid = height // cell[0], width // cell[1]
    got = student.hog(images, cell=cell, bins=bins)
    expect.tensor(got, "hog", shape=(n, grid[0] * grid[1] * bins))
    expect.that(got.is_floating_point(), "hog should return a floating point tensor")
    expect.finite(got, "hog")
    return got.detach().cpu().float().reshape(n, *grid, bins)


@e9.check("hog-symmetries", points=1)
def hog_symmetries(student: Any) -> None:
    """hog: shape and sign; brightness, contrast, half turns and other images act as they should."""
    for shape, cell, bins in CASES:
        images = _images(shape, bins)
        got = _hog(student, images, cell, bins)
        expect.untouched(student, "hog")
        expect.that(bool((got >= -1e-6).all()), "hog has negative entries")
        flat = _hog(student, torch.full(shape, 0.625), cell, bins)
        expect.close(flat, torch.zeros_like(flat), "hog of a constant image", atol=1e-5)
        expect.close(_hog(student, images + 0.25, cell, bins), got, "hog of brighter images")
        expect.close(_hog(student, 2 * images, cell, bins), 2 * got, "hog of images times 2")
        turned = _hog(student, images.flip(1, 2), cell, bins)
        expect.close(turned, got.flip(1, 2), "hog of images turned by 180 degrees, cells in reverse order")
        expect.close(_hog(student, images[1:2], cell, bins), got[1:2], "hog of an image without the others")


@e9.check("hog-values", points=1)
def hog_values(student: Any) -> None:
    """hog: each cell shares out the sum of its gradient magnitudes by one of the two allowed rules."""
    for shape, cell, bins in CASES:
        images = _images(shape, bins)
        got = _hog(student, images, cell, bins)
        wanted = [reference.hog(images, cell, bins, shared).float() for shared in (False, True)]
        expect.close(got.sum(3), wanted[0].sum(3), f"the sum over bins (image, row, column) for cells {cell}")
        errors = [float((got - want).abs().max()) for want in wanted]
        nearest = wanted[errors.index(min(errors))]
        expect.close(got, nearest, f"hog (image, row, column, bin) for cells {cell}, {bins} bins")
        _straight_edges(student, shape, cell, bins)


def _straight_edges(student: Any, shape: tuple[int, int, int], cell: tuple[int, int], bins: int) -> None:
    """Gradients along the axes, as in every digit: an angle of 0 or 180 degrees is on the edge of a bin.

    Rounding may put such a vote on either side of the edge, but not elsewhere.
    """
    n, height, width = shape
    columns, rows = torch.randint(0, 4096, (n, 1, width)) / 8192, torch.randint(0, 4096, (n, height, 1)) / 8192
    for lines, position, name in ((columns, 0.0, "vertical"), (rows, bins / 2, "horizontal")):
        images = lines.expand(shape).contiguous()
        got = _hog(student, images, cell, bins)
        wanted = reference.hog(images, cell, bins, shared=False).sum(3).float()
        near = {math.floor(position - 0.25) % bins, math.floor(position + 0.25) % bins}
        expect.close(got.sum(3), wanted, f"the sum over bins (image, row, column) for {name} edges")
        expect.close(
            got[..., sorted(near)].sum(3), wanted, f"the sum over the bins next to the angle of {name} edges"
        )


@e9.check("hog-ramps", points=1)
def hog_ramps(student: Any) -> None:
    """hog: a ramp along the centre of a bin puts all magnitude of its inner cells into this bin."""
    for bins in (9, 6):
        slope = 0.015 + 0.01 * float(torch.rand(()))
        rows, columns = torch.meshgrid(torch.arange(12.0), torch.arange(20.0), indexing="ij")
        angles = [(b + 0.5) * math.pi / bins + turn for b in range(bins) for turn in (0.0, math.pi)]
        ramps = torch.stack([slope * (math.cos(a) * columns + math.sin(a) * rows) for a in angles])
        ramps = ramps - ramps.amin((1, 2), keepdim=True)
        inner = _hog(student, ramps, (4, 4), bins)[:, 1:-1, 1:-1]
        total = 16 * slope
        for index, cells in enumerate(inner):
            wanted = torch.zeros_like(cells)
            wanted[..., index // 2] = total
            place = f"bin {index // 2} of {bins}" + (", gradient reversed" if index % 2 else "")
            expect.close(
                cells, wanted, f"inner cells of a ramp along the centre of {place}", atol=2e-3 * total
            )


def _standardize(student: Any, train: Tensor, test: Tensor, **options: float) -> tuple[Tensor, Tensor]:
    pair = student.standardize(train, test, **options)
    expect.untouched(student, "standardize")
    expect.that(type(pair) in (tuple, list) and len(pair) == 2, "standardize should return (train, test)")
    for got, given, name in zip(pair, (train, test), ("train", "test"), strict=True):
        expect.tensor(got, f"standardized {name}", shape=tuple(given.shape))
        expect.finite(got, f"standardized {name}")
    return pair[0].detach().float(), pair[1].detach().float()


@e9.check("standardize", points=1)
def standardize(student: Any) -> None:
    """standardize: statistics of train alone, constant columns become 0, test is mapped alike."""
    scale = torch.tensor([1e-3, 3.0, 0.0, 250.0, 0.1, 0.6])
    offset = torch.tensor([2.0, -7.0, 3.7, 90.0, 0.0, 1.0])
    train = torch.randn(41, 6)
    train = (train - train.mean(0)) / train.std(0) * scale + offset
    test = torch.randn(7, 6) * (scale + 1) + offset
    got_train, got_test = _standardize(student, train, test)
    varied = scale > 0
    columns = got_train[:, varied].double()
    expect.close(columns.mean(0), torch.zeros(5).double(), "mean of the columns of train", atol=0.03)
    expect.close(
        columns.std(0, correction=0), torch.ones(5).double(), "deviation of the columns of train", rtol=0.03
    )
    expect.close(got_train[:, ~varied], torch.zeros(41, 1), "the constant column of train", atol=1e-4)
    mean, deviation = train.double().mean(0), train.double().std(0, correction=0)
    wanted = (test - mean) / torch.where(varied, deviation, 1.0)
    expect.close(got_test.double(), wanted, "standardized test", rtol=0.03, atol=0.03)
    other = torch.cat((test[:1], 5 * torch.randn(3, 6)))
    again_train, again_test = _standardize(student, train, other)
    expect.close(again_test[:1], got_test[:1], "a test sample among other test samples")
    expect.close(again_train, got_train, "train with other test samples")
    # between 0.6 and its square 0.36: eps is a deviation, not a variance
    coarse_train, coarse_test = _standardize(student, train, test, eps=0.5)
    narrow = deviation < 0.5
    expect.close(
        coarse_train[:, ~narrow], got_train[:, ~narrow], "train columns with a deviation above eps", atol=1e-3
    )
    expect.close(
        coarse_train[:, narrow],
        (train - mean).float()[:, narrow],
        "train columns with a deviation below eps",
        atol=1e-3,
    )
    expect.close(
        coarse_test[:, narrow],
        (test - mean).float()[:, narrow],
        "test columns with a train deviation below eps",
        atol=1e-3,
    )


def _parameters(net: Any) -> dict[str, Tensor]:
    return dict(iter(net.named_parameters()))


def _fill(net: Any, constant: float | None = None) -> None:
    """Give every learned number a standard normal value, or the same value."""
    state, names = dict(net.state_dict()), _parameters(net)
    for name, value in names.items():
        state[name] = torch.randn(value.shape) if constant is None else torch.full(value.shape, constant)
    net.load_state_dict(state)


def _logits(net: Any, x: Tensor, classes: int) -> Tensor:
    got = net(x)
    expect.tensor(got, "the output", shape=(len(x), classes), dtype=torch.float32)
    return got


@e9.check("mlp", points=1)
def mlp(student: Any) -> None:
    """HOGMLP: size, logits, non-linearities, dropout in training only, and a gradient in every parameter."""
    for options, sizes in (
        ({"in_dim": 11, "hidden": (17, 13), "n_classes": 3, "p_drop": 0.4}, (11, 17, 13, 3)),
        ({"in_dim": 9, "hidden": (16,), "n_classes": 4, "p_drop": 0.4}, (9, 16, 4)),
        ({"in_dim": 7, "hidden": (), "n_classes": 5, "p_drop": 0.4}, (7, 5)),
        ({"in_dim": 6}, (6, 64, 10)),
    ):
        net = student.HOGMLP(**options)
        count = sum(value.numel() for value in _parameters(net).values())
        want = sum((a + 1) * b for a, b in pairwise(sizes))
        expect.that(
            count == want, f"HOGMLP{sizes} has {count} learned numbers, not the sum of (in + 1) * out"
        )
        _takes_any_value(net, sizes)
        _fill(net)
        _behaves(net, sizes)
    _bends_after_each_layer(student)
    _keeps_all_without_dropout(student)
    _drops_at_the_given_rate(student, {}, 0.2)
    _drops_at_the_given_rate(student, {"p_drop": 0.35}, 0.35)
    _drops_after_each_layer(student)


def _takes_any_value(net: Any, sizes: tuple[int, ...]) -> None:
    """Logits go below 0 and above 1; of all units positive, one draw of the weights may not show it."""
    net.eval()
    drawn = []
    for _ in range(10):
        _fill(net)
        drawn.append(_logits(net, 10 * torch.randn(50, sizes[0]), sizes[-1]).detach())
    low, high = (float(bound) for bound in torch.aminmax(torch.stack(drawn)))
    expect.that(low < 0 and high > 1, f"outputs of random weights lie in [{low:.3g}, {high:.3g}]: not logits")


def _behaves(net: Any, sizes: tuple[int, ...]) -> None:
    inputs, classes, deep = sizes[0], sizes[-1], len(sizes) > 2
    x = 10 * torch.randn(50, inputs)
    net.eval()
    got = _logits(net, x, classes).detach()
    expect.close(_logits(net, x, classes).detach(), got, "a second call in eval mode")
    size = float(got.abs().max())
    expect.close(
        _logits(net, x[3:4], classes).detach(), got[3:4], "a sample without the others", atol=1e-5 * size
    )
    expect.that(
        float(got.logsumexp(1).abs().max()) > 1e-3, "the outputs are logarithms of probabilities, not logits"
    )
    zero = _logits(net, torch.zeros(1, inputs), classes).detach()
    y = 10 * torch.randn(50, inputs)
    bend = (_logits(net, x + y, classes) - got - _logits(net, y, classes) + zero).detach().abs().max()
    if deep:
        expect.that(float(bend) > 1e-3 * size, f"HOGMLP{sizes} is affine: the layers collapse into one")
    else:
        expect.that(float(bend) < 1e-4 * size, "with hidden=() the net should be one linear layer")
    net.train()
    first, second = (_logits(net, x, classes).detach() for _ in range(2))
    differs = not torch.allclose(first, second, rtol=1e-5, atol=1e-5 * size)
    expect.that(
        differs == deep, f"HOGMLP{sizes}: two calls in training mode {'differ' if differs else 'agree'}"
    )
    expect.that(
        not bool((first == 0).any()),
        "in training mode some logits are exactly 0: dropout after the last layer?",
    )


def _keeps_all_without_dropout(student: Any) -> None:
    net = student.HOGMLP(12, hidden=(8, 15), n_classes=3, p_drop=0.0)
    _fill(net)
    x = torch.randn(30, 12)
    net.train()
    got = _logits(net, x, 3)
    (got * torch.randn(30, 3)).sum().backward()
    for name, value in _parameters(net).items():
        moved = value.grad is not None and bool(value.grad.ne(0).any())
        expect.that(moved, f"the parameter {name} of HOGMLP gets no gradient")
    net.eval()
    expect.close(_logits(net, x, 3).detach(), got.detach(), "with p_drop=0, eval mode against training mode")


def _bends_after_each_layer(student: Any) -> None:
    """A hidden layer of one unit makes a missing non-linearity on either side of it visible.

    None after the second layer: all outputs lie on one line. None after the first: all gradients in the
    inputs are parallel. Units may be dead by chance, hence several draws of the parameters.
    """
    after_first, after_second = [], []
    for _ in range(16):
        net = student.HOGMLP(6, hidden=(15, 1), n_classes=3)
        _fill(net)
        net.eval()
        x = (2 * torch.randn(40, 6)).requires_grad_()
        _logits(net, x, 3).sum().backward()
        expect.that(x.grad is not None, "HOGMLP gives no gradient to its inputs")
        after_first.append(_second_direction(x.grad))
        net = student.HOGMLP(6, hidden=(1, 15), n_classes=3)
        _fill(net)
        net.eval()
        got = _logits(net, x.detach(), 3).detach()
        after_second.append(_second_direction(got - got.mean(0)))
    for number, found in enumerate((after_first, after_second), 1):
        expect.that(max(found) > 1e-2, f"of two hidden layers, number {number} has no non-linearity")


def _second_direction(rows: Tensor | None) -> float:
    """How far rows (N, D) are from parallel: the second singular value as a share of the first."""
    assert rows is not None
    values = torch.linalg.svdvals(rows.double())
    return float(values[1] / values[0].clamp(min=1e-12))


def _kept_share(net: Any, constant: float) -> Tensor:
    """With equal parameters all units of a layer are equal: what of them counts in each sample, (500,)."""
    _fill(net, constant)
    x = torch.zeros(500, 5)
    net.eval()
    whole = _logits(net, x, 2).detach()[0, 0] - constant
    net.train()
    return ((_logits(net, x, 2).detach()[:, 0] - constant) / whole).double()


def _drops_after_each_layer(student: Any) -> None:
    """A layer of a single unit, dropped or not, changes the output more than one of many units."""
    units, p = 1601, 0.4
    for hidden, number in (((1, units), 1), ((units, 1), 2)):
        ratio = _kept_share(student.HOGMLP(5, hidden=hidden, n_classes=2, p_drop=p), 0.5)
        expect.that(
            float(ratio.var() / ratio.mean() ** 2) > 4 * p / ((1 - p) * units),
            f"of two hidden layers, number {number} is without dropout",
        )


def _drops_at_the_given_rate(student: Any, options: dict[str, float], p: float) -> None:
    """The share of units that count has the mean and the variance of independent drops."""
    units, samples = 401, 500
    ratio = _kept_share(student.HOGMLP(5, hidden=(units,), n_classes=2, **options), 0.1)
    spread = p / ((1 - p) * units)
    error = 5 * math.sqrt(spread / samples)
    relative = float(ratio.var()) / spread
    expect.that(
        abs(relative - 1) < 6 * math.sqrt(2 / samples),
        f"the output varies {relative:.2g} times as much as with independent drops at rate p_drop",
    )
    expect.that(abs(float(ratio.mean()) - 1) < error, "dropout changes the mean of the hidden layer")


@e9.check("device", points=1)
def device(student: Any) -> None:
    """hog, standardize and HOGMLP work where their inputs are and create no tensor elsewhere."""
    images = _images((2, 8, 12), 9)
    train, test = torch.randn(21, 4), torch.randn(5, 4)
    on_cpu = student.hog(images), *student.standardize(train, test)
    with student.cuda():
        histograms = student.hog(images)
        expect.on_device(student, "hog")
        pair = student.standardize(train, test)
        expect.on_device(student, "standardize")
        net = student.HOGMLP(4, hidden=(6,), n_classes=3)
        net.to("cuda")
        net(train)
        expect.on_device(student, "HOGMLP")
    for got, want, name in zip((histograms, *pair), on_cpu, ("hog", "train", "test"), strict=True):
        expect.tensor(want, f"{name} on the CPU")
        expect.close(got.detach().cpu(), want.detach(), f"{name} on the device", atol=1e-5)
