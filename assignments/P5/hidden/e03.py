"""P5-E03: the shared and the plain MLP. Its structure is free: counts, values by shape and behaviour are checked."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P5.hidden.nets import every_weight_learns, module, parameter_count, same, stirred
from assignments.P5.probes import mlp_calls as probes
from assignments.P5.probes import nets as net_probes
from assignments.P5.reference.mlp import KnownMLP, count, rows_of
from kit.checks import Exercise, expect, in_three_attempts

e03 = Exercise("P5-E03", names=("MLP",), forbidden=("torchvision.ops.MLP",))

ACTS = {"relu": 0.0, "leaky_relu": 0.2, "prelu": 0.25}
ERRORS = 5.5


def _make(student: Any, channels: list[int], shared: bool, **options: Any) -> Any:
    return module(student.MLP(channels, shared, **options), "MLP")


def _out(net: Any, x: Tensor, width: int) -> Tensor:
    """The output for x, (B, C, N) or (B, C), of the right shape and dtype."""
    got = net(x)
    expect.tensor(got, f"the output for {tuple(x.shape)}", shape=(len(x), width, *x.shape[2:]), dtype=x.dtype)
    expect.finite(got, f"the output for {tuple(x.shape)}")
    return got


def _input(shared: bool, b: int, c: int, n: int) -> Tensor:
    """(b, c, n), or (b * n, c) for a plain MLP."""
    return torch.randn(b, c, n) if shared else torch.randn(b * n, c)


# --- structure and count --------------------------------------------------------------------------


@e03.check("shapes", points=0.25)
def shapes(student: Any) -> None:
    """(B, C0, N) becomes (B, CL, N) if shared, (B, C0) becomes (B, CL) else, in train and in eval mode."""
    for channels in ([3, 5], [4, 7, 2], [6, 5, 8, 3], [5, 5, 5], [1, 4, 1]):
        for shared in (True, False):
            for options in ({}, {"norm": False, "act": "prelu"}, {"act": "leaky_relu", "last_act": True}):
                net = _make(student, channels, shared, **options)
                for training in (True, False):
                    net.train(training)
                    _out(net, _input(shared, 3, channels[0], 4), channels[-1])
                    expect.untouched(student, "MLP")
    for shared in (True, False):
        after = student.run(probes.channels_after(student.MLP, [3, 6, 4], shared))
        expect.equal(after, [3, 6, 4], "the list of channels after two networks were made from it")
        net = module(student.MLP(shared=shared, channels=[3, 4, 5], last_act=True, dropout=0.5, act="relu"), "MLP")
        _out(net, _input(shared, 3, 3, 4), 5)
        _out(module(student.MLP([3, 4, 5], shared, False, "prelu", 0.1, True), "MLP"), _input(shared, 3, 3, 4), 5)


@e03.check("parameters", points=0.5)
def parameters(student: Any) -> None:
    """Each layer learns a matrix, and a bias or scale and offset of a norm; each PReLU one slope; nothing else."""
    for channels in ([3, 5], [4, 7, 2], [6, 5, 8, 3], [4, 4, 4, 4]):
        for shared in (True, False):
            for norm in (True, False):
                for act in ACTS:
                    for last_act in (True, False):
                        options = {"norm": norm, "act": act, "last_act": last_act}
                        got = parameter_count(_make(student, channels, shared, **options))
                        want = count(channels, norm, act, last_act)
                        words = f"MLP({channels}, {shared}, norm={norm}, act={act!r}, last_act={last_act}) learns"
                        expect.that(got == want, f"{words} too {'many' if got > want else 'few'} numbers: {got}")
            got = parameter_count(_make(student, channels, shared, dropout=0.3 if len(channels) > 2 else 0.0))
            expect.that(got == count(channels, True, "relu", False), f"the defaults of MLP({channels}) are others")
        first, second = (dict(_make(student, [4, 7, 2], shared).named_parameters()) for _ in range(2))
        same_start = first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)
        expect.that(not same_start, "two new networks have the same weights: does the class seed the generator?")


@e03.check("gradients", points=0.125)
@in_three_attempts
def gradients(student: Any) -> None:
    """A gradient reaches every parameter and the input."""
    for shared in (True, False):
        for act in ACTS:
            for options in ({}, {"norm": False}, {"last_act": True}, {"dropout": 0.2}):
                net = _make(student, [4, 9, 7, 5], shared, act=act, **options)
                net.train()
                x = _input(shared, 5, 4, 6).requires_grad_()
                every_weight_learns(net, [_out(net, x, 5)], "MLP")
                expect.that(x.grad is not None and bool(x.grad.any()), "no gradient reaches the input")


@e03.check("device", points=0.125)
def device(student: Any) -> None:
    """The network runs where its parameters and its input are."""
    with student.cuda():
        for shared in (True, False):
            for act in ACTS:
                net = _make(student, [3, 6, 4], shared, act=act, dropout=0.3, last_act=True)
                net.to("cuda")
                for training in (True, False):
                    net.train(training)
                    _out(net, _input(shared, 3, 3, 5), 4)
                    expect.on_device(student, "the output")


# --- the same function for each point -------------------------------------------------------------


@e03.check("any-number-of-points", points=0.25)
def any_number_of_points(student: Any) -> None:
    """One shared network takes any N, also 1, in both modes."""
    for channels in ([3, 6, 4], [5, 5], [4, 8, 7, 6]):
        net = _make(student, channels, True)
        for n in (7, 1, channels[0], 40, channels[-1]):
            for training in (True, False):
                net.train(training)
                _out(net, torch.randn(4, channels[0], n), channels[-1])
    net.eval()
    _out(net, torch.randn(1, channels[0], 1), channels[-1])


@e03.check("point-by-point", points=0.5)
def point_by_point(student: Any) -> None:
    """In eval mode a point has the output that it has alone, whatever its place and its cloud."""
    for channels, options in (
        ([3, 6, 4], {}),
        ([4, 7, 9, 5], {"act": "leaky_relu", "last_act": True}),
        ([6, 6, 6], {"act": "prelu"}),
        ([5, 4], {"norm": False}),
    ):
        net = stirred(student, _make(student, channels, True, **options))
        for b, n in ((3, 8), (2, 6), (6, 6)):
            x = torch.randn(b, channels[0], n)
            whole = _out(net, x, channels[-1])
            order = torch.randperm(n)
            same(_out(net, x[..., order], channels[-1]), whole[..., order], "the output for points in another order")
            for point in range(n):
                alone = _out(net, x[..., point : point + 1], channels[-1])
                same(alone, whole[..., point : point + 1], "the output for a point alone")
            spread = float(whole.detach().std((0, 2)).max())
            expect.that(spread > 1e-4, "all points have the same output")


@e03.check("row-by-row", points=0.25)
def row_by_row(student: Any) -> None:
    """In eval mode a cloud, or a row of a plain MLP, has the output that it has alone, and has it again."""
    for shared in (True, False):
        for options in ({}, {"act": "prelu", "last_act": True}, {"norm": False, "dropout": 0.4}):
            net = stirred(student, _make(student, [4, 7, 5], shared, **options))
            x = _input(shared, 5, 4, 6)[:5]
            whole = _out(net, x, 5)
            for row in range(5):
                same(_out(net, x[row : row + 1], 5), whole[row : row + 1], "the output for one of the batch alone")
            same(_out(net, x.flip(0), 5), whole.flip(0), "the output for the batch in another order")
            same(_out(net, x, 5), whole, "the output for the same batch again")


# --- activation -----------------------------------------------------------------------------------


@e03.check("slopes", points=0.5)
def slopes(student: Any) -> None:
    """The slope for negative inputs is 0, 0.2 or 0.25 of that for positive ones, and PReLU learns its own."""
    for shared in (True, False):
        for act, want in ACTS.items():
            for channels in ([1, 1], [1, 1, 1]):
                last_act = len(channels) == 2
                net = _make(student, channels, shared, norm=False, act=act, last_act=last_act)
                before = _ratio(student, net, shared)
                words = f"the slope of {act} for negative inputs, as a share of that for positive ones"
                expect.close(before, want, words, rtol=1e-6, atol=1e-9)
        net = _make(student, [1, 1], shared, norm=False, act="prelu", last_act=True)
        _ratio(student, net, shared)
        x = torch.tensor([[-1e5], [1e5]], dtype=torch.float64)
        student.run(probes.one_step(net, x[..., None] if shared else x, 1e-11))
        moved = abs(_ratio(student, net, shared) - ACTS["prelu"])
        expect.that(moved > 1e-12, "the slope of prelu stays as it is in training")


def _ratio(student: Any, net: Any, shared: bool) -> float:
    """The smaller slope of a network from one number to one, by the larger; the kink lies near 0."""
    student.run(probes.in_double(net))
    net.eval()
    x = torch.tensor([-2e6, -1e6, 1e6, 2e6], dtype=torch.float64)[:, None]
    y = _out(net, x[..., None] if shared else x, 1).detach().flatten()
    one, other = float(y[1] - y[0]), float(y[3] - y[2])
    small, large = sorted((one, other), key=abs)
    expect.that(large != 0, "a network of one unit is constant")
    return small / large


@e03.check("last-layer", points=0.25)
def last_layer(student: Any) -> None:
    """Without last_act the last layer is affine and of any sign; with it and relu no output is below 0."""
    for shared in (True, False):
        for act in ACTS:
            net = stirred(student, _make(student, [4, 6], shared, act=act))
            student.run(probes.in_double(net))
            a, b = (_input(shared, 5, 4, 3).double() for _ in range(2))
            parts = [_out(net, x, 6).detach() for x in (a, b, a + b, 0 * a)]
            expect.close(parts[2], parts[0] + parts[1] - parts[3], "f(a + b) against f(a) + f(b) - f(0)", atol=1e-6)
            deep = stirred(student, _make(student, [4, 16, 6], shared, act=act))
            student.run(probes.in_double(deep))
            parts = [_out(deep, x, 6).detach() for x in (a, b, a + b, 0 * a)]
            bent = float((parts[2] - parts[0] - parts[1] + parts[3]).abs().max())
            expect.that(bent > 1e-6, "a network with a hidden layer is affine: where is its activation?")
            many = _out(deep, 3 * _input(shared, 40, 4, 3).double(), 6).detach()
            expect.that(bool((many < 0).any() and (many > 0).any()), "the outputs have one sign only")
        for channels in ([4, 7], [4, 5, 7]):
            for norm in (True, False):
                net = stirred(student, _make(student, channels, shared, norm=norm, last_act=True))
                got = _out(net, 3 * _input(shared, 40, 4, 3), 7).detach()
                expect.that(bool((got >= 0).all()), "with last_act and relu some outputs are negative")
                expect.that(bool((got == 0).any() and (got > 0).any()), "with last_act and relu nothing is cut off")


@e03.check("values", points=0.25)
def values(student: Any) -> None:
    """With known weights the output is that of linear maps, norms and activations in this order."""
    for shared in (True, False):
        for act in ACTS:
            _values(student, [3, 7, 5], shared, act, norm=False, last_act=False, train=False)
        _values(student, [4, 6, 9, 5], shared, "relu", norm=False, last_act=True, train=False)
        _values(student, [4, 7], shared, "prelu", norm=False, last_act=True, train=True)


def _values(
    student: Any, channels: list[int], shared: bool, act: str, norm: bool, last_act: bool, train: bool, p: float = 0.0
) -> None:
    """Compare with known weights; a network that stores its weights otherwise is judged by properties only."""
    known = KnownMLP(channels, norm, act, last_act)
    net = _make(student, channels, shared, act=act, norm=norm, last_act=last_act, dropout=p)
    if not student.run(net_probes.place(net, known.weights, list(known.norms.values()))):
        return
    net.train(train)
    for scale in (1.0, 3e-3):  # with small inputs eps counts
        x = scale * _input(shared, 4, channels[0], 8)
        got, want = rows_of(_out(net, x, channels[-1]).detach()), known.rows(x, train)
        words = f"the output with known weights in {'train' if train else 'eval'} mode"
        expect.close(got.double(), want, words, rtol=1e-3, atol=2e-4)


# --- norm -----------------------------------------------------------------------------------------


@e03.check("batch-statistics", points=0.5)
def batch_statistics(student: Any) -> None:
    """In train mode each feature has mean 0 and variance 1 over batch and points before the activation."""
    for shared in (True, False):
        for act in ("leaky_relu", "prelu"):
            for channels in ([5, 6], [4, 7, 3]):
                net = _make(student, channels, shared, act=act, last_act=True)
                net.train()
                x = 3 * _input(shared, 6, channels[0], 9) + 1.5
                rows = rows_of(_out(net, x, channels[-1]).detach())
                before = torch.where(rows < 0, rows / ACTS[act], rows)
                zero, one = torch.zeros(channels[-1]), torch.ones(channels[-1])
                expect.close(before.mean(0), zero, "the mean before the activation", atol=1e-3)
                expect.close(before.var(0, correction=0), one, "the variance before the activation", rtol=1e-2)
        for channels in ([3, 7, 5], [4, 6, 9, 5]):
            for last_act in (True, False):
                for act in ("relu", "leaky_relu"):
                    _values(student, channels, shared, act, norm=True, last_act=last_act, train=True)


@e03.check("running-statistics", points=0.5)
def running_statistics(student: Any) -> None:
    """In eval mode the norm uses its running statistics, which move by a tenth with each batch in train mode."""
    for shared in (True, False):
        for act in ACTS:
            for last_act in (True, False):
                _values(student, [3, 7, 5], shared, act, norm=True, last_act=last_act, train=False)
        net = _make(student, [4, 6], shared, act="leaky_relu", last_act=True)
        x = 2 * _input(shared, 6, 4, 5) + 1
        net.eval()
        rows = _undone(_out(net, x, 6))  # mean 0 and variance 1 at first: the linear map itself
        linear = rows * math.sqrt(1 + 1e-5)
        mean, var = torch.zeros(6, dtype=torch.float64), torch.ones(6, dtype=torch.float64)
        for _ in range(3):
            net.train()
            _out(net, x, 6)
            mean = 0.9 * mean + 0.1 * linear.mean(0)
            var = 0.9 * var + 0.1 * linear.var(0)
            net.eval()
            want = (linear - mean) / (var + 1e-5).sqrt()
            for _ in range(2):
                got = _undone(_out(net, x, 6))
                expect.close(got, want, "the output in eval mode after batches in train mode", rtol=1e-3, atol=1e-3)


def _undone(y: Tensor) -> Tensor:
    """Rows before a LeakyReLU, float64."""
    rows = rows_of(y.detach()).double()
    return torch.where(rows < 0, rows / 0.2, rows)


# --- dropout --------------------------------------------------------------------------------------


def _repeated(shared: bool, c: int, count: int) -> Tensor:
    """One point `count` times, as rows of a batch; clouds of one point."""
    return torch.randn(1, c).repeat(count, 1)[..., None] if shared else torch.randn(1, c).repeat(count, 1)


@e03.check("one-dropout", points=0.5)
@in_three_attempts
def one_dropout(student: Any) -> None:
    """In train mode one dropout, right before the last linear map, silences a unit or divides it by 1 - p."""
    number = 300
    for shared in (True, False):
        for channels, p, norm, last_act in (
            ([3, 1, 4], 0.4, False, False),
            ([3, 1, 1, 5], 0.25, False, False),
            ([4, 1, 1, 1, 2], 0.6, False, False),
            ([3, 6, 1, 4], 0.3, True, False),
            ([3, 1, 6], 0.35, False, True),
        ):
            net = _make(student, channels, shared, norm=norm, act="leaky_relu", dropout=p, last_act=last_act)
            silent = []
            for _ in range(2):  # what comes behind a silent unit depends on no input
                x = torch.randn(number, channels[0], 1) if shared else torch.randn(number, channels[0])
                net.train()
                rows = _out(net, x, channels[-1]).detach().reshape(number, -1)
                row, share = _most_frequent(rows)
                far = abs(share - p) * math.sqrt(number / (p * (1 - p)))
                expect.that(far <= ERRORS, f"the share of silent units is {far:.1f} standard errors away from p")
                silent.append(row)
                if not norm and not last_act:
                    net.eval()
                    plain = _out(net, x, channels[-1]).detach().reshape(number, -1)
                    kept = row + (plain - row) / (1 - p)
                    error = torch.minimum((rows - row).abs().amax(1), (rows - kept).abs().amax(1)).max()
                    words = "an output is neither that of a silent unit nor that of one divided by 1 - p"
                    expect.that(float(error) < 1e-3, words)
            expect.close(silent[0], silent[1], "the output behind a silent unit, for another batch", atol=1e-3)


def _most_frequent(rows: Tensor) -> tuple[Tensor, float]:
    """The row that occurs most often, and its share."""
    _, members, sizes = torch.unique((rows * 1e5).round(), dim=0, return_inverse=True, return_counts=True)
    most = sizes.argmax()
    return rows[members == most][0], float(sizes[most]) / len(rows)


@e03.check("mean-kept", points=0.25)
def mean_kept(student: Any) -> None:
    """Over many draws the mean in train mode is the output in eval mode, where dropout does nothing."""
    for shared in (True, False):
        _values(student, [4, 7, 5], shared, "relu", norm=False, last_act=False, train=False, p=0.4)
        for p in (0.2, 0.5):
            net = stirred(student, _make(student, [3, 8, 6, 2], shared, norm=False, act="prelu", dropout=p))
            x = _repeated(shared, 3, 3000)
            eval_rows = _out(net, x[:2], 2).detach().reshape(2, 2)
            expect.that(torch.equal(eval_rows[0], eval_rows[1]), "in eval mode equal rows have different outputs")
            again = _out(net, x[:2], 2).detach().reshape(2, 2)
            expect.that(torch.equal(eval_rows, again), "in eval mode two calls differ")
            net.train()
            rows = _out(net, x, 2).detach().reshape(3000, 2)
            error = rows.std(0) / math.sqrt(3000)
            expect.that(bool((rows.std(0) > 1e-6).all()), "there is no dropout in train mode")
            far = float(((rows.mean(0) - eval_rows[0]).abs() / error).max())
            expect.that(far <= ERRORS, "the mean in train mode is not the output in eval mode")


@e03.check("no-dropout", points=0.25)
def no_dropout(student: Any) -> None:
    """p = 0 means no dropout; a single layer with p > 0 is a ValueError."""
    for shared in (True, False):
        for options in ({}, {"dropout": 0.0, "last_act": True}):
            net = _make(student, [3, 8, 5], shared, norm=False, **options)
            net.train()
            x = _repeated(shared, 3, 40)
            rows = _out(net, x, 5).detach().reshape(40, 5)
            same(rows, rows[:1].expand(40, 5), "the output of equal rows without dropout")
        for options in ({"dropout": 0.5}, {"dropout": 0.1, "last_act": True}, {"dropout": 0.3, "norm": False}):
            expect.raises(ValueError, student.MLP, [6, 4], shared, **options)
        _out(_make(student, [6, 4], shared, dropout=0.0), _input(shared, 3, 6, 4), 4)
