"""P5-E05: PointNet and the input of a segmentation network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from assignments.P5.hidden.nets import (
    batch_is_free,
    clouds_differ,
    counts,
    duplicates_are_free,
    every_weight_learns,
    mlp_count,
    module,
    order_is_free,
    same,
    stirred,
)
from assignments.P5.probes import given_mlp, given_tnet
from assignments.P5.reference.pointnet import PointNet
from kit.checks import Exercise, expect, in_three_attempts

e05 = Exercise("P5-E05", names=("PointNet", "append_global_feature"))

F32, F64 = torch.float32, torch.float64
SIZES: tuple[tuple[int, bool, tuple[int, ...], tuple[int, ...]], ...] = (
    (7, True, (6, 10, 17), (15, 12)),
    (4, False, (8, 13), (11, 9, 14)),
)


@contextmanager
def _given(student: Any) -> Iterator[None]:
    with student.bind(MLP=given_mlp.mlp(), TNet=given_tnet.t_net(), apply_transform=given_tnet.apply_transform()):
        yield


def _net(student: Any, sizes: tuple[Any, ...], **options: Any) -> Any:
    return module(student.PointNet(*sizes, **options), "PointNet")


def _logits(net: Any, x: Tensor, classes: int) -> Tensor:
    got = net(x)
    expect.tensor(got, f"the logits for clouds {tuple(x.shape)}", shape=(len(x), classes), dtype=x.dtype)
    expect.finite(got, "the logits")
    return got


def _encoded(net: Any, x: Tensor, sizes: tuple[Any, ...]) -> tuple[Tensor, Tensor | None]:
    got = net.encode(x)
    expect.instance(got, tuple, "the result of encode")
    expect.that(len(got) == 2, f"encode should return global feature and matrix, it returned {len(got)} values")
    _, wanted, widths, _ = sizes
    expect.tensor(got[0], "the global feature", shape=(len(x), widths[-1]), dtype=x.dtype)
    if wanted:
        expect.tensor(got[1], "the matrix of the feature transform", (len(x), widths[0], widths[0]), x.dtype)
    else:
        expect.that(got[1] is None, "without a feature transform the matrix should be None")
    return got


@e05.check("order-and-number", points=1)
@in_three_attempts
def order_and_number(student: Any) -> None:
    """Logits and global feature ignore the order and the repetition of points; any number of points will do."""
    with _given(student):
        for sizes, n in zip(SIZES, (21, 13), strict=True):
            net = stirred(student, _net(student, sizes))
            clouds = torch.randn(3, 3, n)
            for one in (order_is_free, duplicates_are_free):
                one(lambda x, net=net, k=sizes[0]: _logits(net, x, k), clouds, "the logits")
                one(lambda x, net=net, sizes=sizes: _encoded(net, x, sizes)[0], clouds, "the global feature")
            for number in (1, 2, sizes[2][-1], 64):
                _logits(net, torch.randn(2, 3, number), sizes[0])


@e05.check("clouds-apart", points=1)
@in_three_attempts
def clouds_apart(student: Any) -> None:
    """A cloud alone gives what it gives in its batch, and different clouds give different logits."""
    with _given(student):
        for sizes, n in zip(SIZES, (16, 9), strict=True):
            net = stirred(student, _net(student, sizes))
            clouds = torch.randn(4, 3, n) * torch.rand(4, 3, 1)
            for one in (batch_is_free, clouds_differ):
                one(lambda x, net=net, k=sizes[0]: _logits(net, x, k), clouds, "the logits")
                one(lambda x, net=net, sizes=sizes: _encoded(net, x, sizes)[0], clouds, "the global feature")
            expect.untouched(student, "PointNet")


@e05.check("parameters", points=0.5)
def parameters(student: Any) -> None:
    """The parameters are those of the documented layers, with and without feature transform, also by default."""
    with _given(student):
        for classes, feature, widths, head in (*SIZES, (40, True, (64, 128, 1024), (512, 256))):
            default = classes == 40
            net = _net(student, () if default else (classes, feature, widths, head))
            want = _t_net(3, widths, head) + (_t_net(widths[0], widths, head) if feature else 0)
            want += (
                mlp_count([3, widths[0]], True) + mlp_count([*widths], True) + mlp_count([widths[-1], *head, classes])
            )
            words = "without arguments" if default else "with" if feature else "without"
            counts(net, want, f"PointNet {words}" + ("" if default else " feature transform"))


def _t_net(k: int, widths: tuple[int, ...], head: tuple[int, ...]) -> int:
    return mlp_count([k, *widths], True) + mlp_count([widths[-1], *head], True) + (head[-1] + 1) * k * k


@e05.check("encode-and-classify", points=0.5)
@in_three_attempts
def encode_and_classify(student: Any) -> None:
    """`forward` is `classify` of the first part of `encode`, the matrix is that of the cloud, logits are no softmax."""
    with _given(student):
        for sizes in SIZES:
            net = stirred(student, _net(student, sizes))
            clouds = torch.randn(5, 3, 18)
            feature, matrix = _encoded(net, clouds, sizes)
            logits = _logits(net, clouds, sizes[0])
            got = net.classify(feature)
            expect.tensor(got, "the result of classify", shape=(5, sizes[0]), dtype=F32)
            same(got, logits, "classify of the global feature, against forward,")
            a, b = torch.randn(2, 30, feature.shape[1]).unbind()
            parts = [net.classify(one).detach() for one in (a, b, a + b, 0 * a)]
            bent = float((parts[0] + parts[1] - parts[2] - parts[3]).abs().max())
            expect.that(bent > 1e-5, "classify is affine: where are the activations of its hidden layers?")
            other = net.classify(feature + 1)
            expect.that(bool((other - got).abs().max() > 1e-5), "classify ignores its argument")
            sums = logits.detach().exp().sum(1)
            rows = bool((logits.sum(1) - 1).abs().max() < 1e-3) or bool((sums - 1).abs().max() < 1e-3)
            expect.that(not rows, "the rows are probabilities or their logarithms, not logits")
            expect.that(bool((logits < 0).any()) or bool((got < 0).any()), "logits cannot be negative")
            if matrix is not None:
                clouds_differ(lambda x, net=net, sizes=sizes: _encoded(net, x, sizes)[1], clouds, "the matrix")
        net = _net(student, SIZES[0])
        net.eval()
        start = _encoded(net, torch.randn(2, 3, 6), SIZES[0])[1]
        expect.close(start.detach(), torch.eye(6).expand(2, 6, 6), "the matrix of a new network", 0, 1e-6)


@e05.check("values-and-gradients", points=0.5)
@in_three_attempts
def values_and_gradients(student: Any) -> None:
    """Every weight gets a gradient; transforms, MLPs, pooling and head follow each other as in the table."""
    with _given(student):
        for sizes in SIZES:
            net = stirred(student, _net(student, sizes))
            clouds = torch.randn(4, 3, 20)
            every_weight_learns(net, [_logits(net, clouds, sizes[0])], "PointNet")
            _matrix_learns(net, clouds, sizes)
            feature, _ = _encoded(net, clouds, sizes)
            expect.that(bool((feature >= 0).all()), "the global feature has negative numbers: it is not a ReLU's")
            _by_parts(student, net, sizes, clouds)
            _transforms(student, sizes, clouds.double())


def _matrix_learns(net: Any, clouds: Tensor, sizes: tuple[Any, ...]) -> None:
    """What comes before the feature transform gets a gradient through its matrix."""
    clouds = clouds.clone().requires_grad_()
    matrix = _encoded(net, clouds, sizes)[1]
    if matrix is None:
        return
    expect.tensor(matrix, "the matrix of the feature transform", grad=True)
    (matrix * torch.randn_like(matrix)).sum().backward()
    reached = clouds.grad is not None and bool(clouds.grad.any())
    expect.that(reached, "no gradient passes from the matrix of the feature transform to the features and the cloud")


def _transforms(student: Any, sizes: tuple[Any, ...], clouds: Tensor) -> None:
    """Each matrix multiplies columns, whoever wrote the layers around it."""
    net, d = stirred(student, _net(student, sizes)), sizes[2][0]
    net.double()
    turn = torch.randn(3, 3, dtype=F64)
    if student.run(given_tnet.hold(net, 3, turn)):
        got = _encoded(net, clouds, sizes)[0].detach()
        student.run(given_tnet.hold(net, 3, torch.eye(3, dtype=F64)))
        same(got, _encoded(net, turn @ clouds, sizes)[0], "the global feature with a known matrix of the input,")
    for row in range(d):
        column = torch.zeros(d, d, dtype=F64)
        column[:, row] = torch.randn(d, dtype=F64)
        if not sizes[1] or not student.run(given_tnet.hold(net, d, column)):
            return
        net.zero_grad()
        _encoded(net, clouds, sizes)[0].square().sum().backward()
        for value in dict(net.named_parameters()).values():  # with one column only feature `row` is of use
            if value.grad is not None and tuple(value.shape[:2]) == (d, 3) and value.numel() == 3 * d:
                others = value.grad.reshape(d, 3)[torch.arange(d) != row]
                expect.that(not bool(others.any()), "the feature transform is not matrix times the features of a point")


def _by_parts(student: Any, net: Any, sizes: tuple[Any, ...], clouds: Tensor) -> None:
    """The values of a network made of the given parts, computed from their weights."""
    net.double()
    clouds = clouds.double()
    parts = student.run(given_tnet.pointnet_parts(net))
    if parts is None or ("feature" in parts) != sizes[1]:
        return  # written without them: the other properties say what can be said
    reference = PointNet(*sizes).double().eval()
    for name, state in parts.items():
        part = getattr(reference, name)
        fits = {key: value.shape for key, value in part.state_dict().items()} == {k: v.shape for k, v in state.items()}
        expect.that(fits, "an MLP or a TNet of the network has other sizes or options than in the table")
        part.load_state_dict(state)
    leaf, twin = clouds.clone().requires_grad_(), clouds.clone().requires_grad_()
    feature, matrix = reference.encode(twin)
    logits = reference.classify(feature)
    got = _encoded(net, clouds, sizes)
    same(got[0], feature, "the global feature")
    if matrix is not None and got[1] is not None:
        same(got[1], matrix, "the matrix of the feature transform")
    result, factor = _logits(net, leaf, sizes[0]), torch.randn_like(logits)
    same(result, logits, "the logits")
    (result * factor).sum().backward()
    (logits * factor).sum().backward()
    expect.that(leaf.grad is not None, "no gradient reaches the clouds")
    same(leaf.grad, twin.grad, "the gradient of the clouds")
    net.train()
    with torch.no_grad():
        feature = reference.train().encode(clouds)[0]
    same(_encoded(net, clouds, sizes)[0], feature, "the global feature in train mode")


@e05.check("dropout-and-device", points=0.5)
@in_three_attempts
def dropout_and_device(student: Any) -> None:
    """Only the head drops units, only in train mode, at the rate that was asked for; the network moves to a GPU."""
    with _given(student):
        _at_the_rate(student)
        for sizes in SIZES:
            clouds = torch.randn(6, 3, 10)
            for rate in (0.0, 0.6):
                net = _net(student, sizes, dropout=rate)
                first, second = (_encoded(net, clouds, sizes)[0].detach() for _ in range(2))
                same(first, second, "the global feature of a second call in train mode")
                pair = [net.classify(first).detach() for _ in range(2)]
                changed = bool((pair[0] - pair[1]).abs().max() > 1e-6)
                expect.that(
                    changed == (rate > 0), f"in train mode two calls with dropout={rate} are " + _alike(changed)
                )
                moved = stirred(student, _net(student, sizes, dropout=rate))
                moved.train()
                first, second = (_encoded(moved, clouds, sizes)[0].detach() for _ in range(2))
                same(first, second, "the global feature of a second call in train mode")
                net.eval()
                pair = [_logits(net, clouds, sizes[0]).detach() for _ in range(2)]
                same(pair[0], pair[1], "the logits of a second call in eval mode")
            net = stirred(student, _net(student, sizes))
            want = _logits(net, clouds, sizes[0])
            with student.cuda():
                net.to("cuda")
                got = _logits(net, clouds, sizes[0])
                expect.on_device(student, "the logits")
                same(got.cpu(), want, "the logits on a GPU, against those on the CPU,")


def _at_the_rate(student: Any) -> None:
    """With one unit in the last hidden layer, a silent one leaves the bias: the share of those it silences."""
    for chosen, rate in (({}, 0.3), ({"dropout": 0.6}, 0.6)):
        net = _net(student, (3, False, (4, 5), (6, 1)), **chosen)
        net.train()
        features = torch.randn(96, 5)
        seen = torch.stack([net.classify(features).detach() for _ in range(20)])
        kinds = max(len(row.unique(dim=0)) for row in seen.mul(1e5).round().unbind(1))
        expect.that(kinds <= 2, "with one unit in the last hidden layer a cloud has more than two different outputs")
        rows, numbers = seen.mul(1e5).round().flatten(0, 1).unique(dim=0, return_counts=True)
        silent = (seen.mul(1e5).round() == rows[numbers.argmax()]).all(2)
        share = float(silent[:, ~silent.all(0)].float().mean())
        words = f"with dropout={rate}" if chosen else "by default"
        expect.that(abs(share - rate) < 0.09, f"{words} the head drops {share:.0%} of its last hidden units")


def _alike(changed: bool) -> str:
    return "different" if changed else "the same"


@e05.check("append", points=1)
def append(student: Any) -> None:
    """Local channels first, then the global feature, the same at every point; gradients reach both."""
    for b, c, g, n, dtype in (
        (3, 4, 5, 7, F64),
        (1, 2, 6, 1, F32),
        (2, 5, 1, 3, F64),
        (4, 1, 3, 2, F32),
        (3, 3, 3, 3, F64),
    ):
        local, feature = torch.randn(b, c, n, dtype=dtype), torch.randn(b, g, dtype=dtype)
        for one in (local, local.mT.contiguous().mT):
            got = student.append_global_feature(one, feature)
            words = f"the result for {(b, c, n)} and {(b, g)}"
            expect.tensor(got, words, shape=(b, c + g, n), dtype=dtype)
            expect.close(got, torch.cat([local, torch.stack([feature] * n, 2)], 1), words, rtol=0, atol=0)
            expect.untouched(student, "append_global_feature")
    local = torch.randn(2, 3, 5, dtype=F64, requires_grad=True)
    feature = torch.randn(2, 4, dtype=F64, requires_grad=True)
    factor = torch.randn(2, 7, 5, dtype=F64)
    got = student.append_global_feature(local, feature)
    expect.tensor(got, "the result", shape=(2, 7, 5), grad=True)
    (factor * got).sum().backward()
    for one, want, name in (
        (local, factor[:, :3], "local_features"),
        (feature, factor[:, 3:].sum(2), "global_feature"),
    ):
        expect.that(one.grad is not None, f"no gradient reaches {name}")
        expect.close(one.grad, want, f"the gradient of {name}")
    with student.cuda():
        student.append_global_feature(torch.randn(2, 3, 4), torch.randn(2, 5))
        expect.on_device(student, "the result")
