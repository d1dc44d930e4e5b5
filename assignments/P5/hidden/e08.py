"""P5-E08: EdgeConv and DGCNN."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from assignments.P5.hidden.graph_nets import (
    F32,
    Layer,
    as_layer,
    edge_layer,
    hops,
    near,
    randn,
    reach,
    read_last,
    read_layer,
    read_map,
    read_norm,
    wide,
)
from assignments.P5.hidden.nets import counts, every_weight_learns, mlp_count, module
from assignments.P5.probes import given_mlp
from assignments.P5.probes import graphs as probes
from assignments.P5.reference import graphs as reference
from kit.checks import CheckFailed, Exercise, expect

e08 = Exercise("P5-E08", names=("EdgeConv", "DGCNN"))

EDGE_SIZES = ((3, 3, 5, 13, 4), (2, 4, 7, 9, 3), (4, 1, 6, 11, 2), (2, 5, 5, 10, 3))
"""B, C, C', N, k."""

WIDTHS, EMBED, HEAD, CLASSES = (7, 5, 6), 16, (11, 9), 4
TAIL = [sum(WIDTHS), EMBED, *HEAD, CLASSES]


def given(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Run a check with the given versions of E03, E06 and E07."""

    @functools.wraps(check)
    def bound(student: Any) -> None:
        with student.bind(
            find_knn=probes.find_knn(), gather_edge_features=probes.gather_edge_features(), MLP=given_mlp.mlp()
        ):
            check(student)

    return bound


def _conv(student: Any, c: int, out: int, k: int, scattered: bool = True) -> tuple[Any, dict[Any, str]]:
    return wide(student, student.EdgeConv(c, out, k), "EdgeConv", scattered)


def _call(net: Any, words: str, x: Tensor, out: int, *graph: Tensor) -> Tensor:
    """The output of an EdgeConv."""
    got = net(x, *graph)
    expect.tensor(got, words, shape=(len(x), out, x.shape[2]), dtype=x.dtype)
    value: Tensor = got
    return value


def _graph(b: int, n: int, k: int) -> Tensor:
    return torch.randint(n, (b, n, k))


@e08.check("edgeconv-eval", points=0.75)
@given
def edgeconv_eval(student: Any) -> None:
    """EdgeConv in eval mode: map, norm by running statistics, LeakyReLU(0.2), maximum over the neighbours."""
    for b, c, out, n, k in EDGE_SIZES:
        net, names = _conv(student, c, out, k)
        linear, constant = edge_layer(student, net, c, out)
        known = read_layer(net, names, out, 2 * c)
        for part, what in ((linear[:, :c], "x_i"), (linear[:, c:], "x_j - x_i")):
            expect.that(bool((part.abs() > 1e-6).any()), f"the output of EdgeConv does not depend on {what}")
        layer = as_layer(linear, constant, read_norm(net, names, out))
        words = f"for B={b}, C={c}, C'={out}, N={n}"
        if known is not None:
            expect.close(layer["map"], known["map"], "the map of [x_i, x_j - x_i], against the weights,", 1e-6, 1e-6)
            layer = known
        for _ in range(2):
            x, idx = randn(b, c, n), _graph(b, n, k + 1)
            got = _call(net, f"the output {words}", x, out, idx).detach()
            expect.untouched(student, "EdgeConv")
            want = reference.edge_conv(layer, x, idx, training=False)
            expect.close(got, want, f"the output {words} with {k + 1} neighbours", 1e-6, 1e-6)


@e08.check("edgeconv-train", points=0.75)
@given
def edgeconv_train(student: Any) -> None:
    """EdgeConv in train mode: batch statistics over all edges; running statistics follow with momentum 0.1."""
    for scattered in (False, True):
        for b, c, out, n, k in EDGE_SIZES:
            net, names = _conv(student, c, out, k, scattered)
            norm = read_norm(net, names, out)
            if scattered and norm is None:
                continue
            layer = as_layer(*edge_layer(student, net, c, out), norm)
            x, idx = randn(b, c, n), _graph(b, n, k)
            net.train()
            got = _call(net, "the output in train mode", x, out, idx).detach()
            expect.untouched(student, "EdgeConv")
            words = f"the output in train mode for B={b}, C={c}, C'={out}, N={n}, k={k}"
            expect.close(got, reference.edge_conv(layer, x, idx, training=True), words, 1e-6, 1e-6)
            net.eval()
            values = torch.einsum("oc,bcnk->bonk", layer["map"], reference.edge_features(x, idx))
            spread, centre = torch.var_mean(values, (0, 2, 3))
            after = layer | {"mean": 0.9 * layer["mean"] + 0.1 * centre, "var": 0.9 * layer["var"] + 0.1 * spread}
            got = _call(net, "the output in eval mode", x, out, idx).detach()
            want = reference.edge_conv(after, x, idx, training=False)
            expect.close(got, want, "the output in eval mode after one batch in train mode", 1e-6, 1e-6)


@e08.check("edgeconv-gradient", points=0.5)
@given
def edgeconv_gradient(student: Any) -> None:
    """Gradients of EdgeConv reach x along both parts of the edge features, and all weights."""
    for b, c, out, n, k in EDGE_SIZES:
        net, names = _conv(student, c, out, k)
        layer = as_layer(*edge_layer(student, net, c, out), read_norm(net, names, out))
        x, seed = randn(b, c, n), randn(b, out, n)
        idx = reference.nearest(x, k)
        leaf, twin = x.clone().requires_grad_(), x.clone().requires_grad_()
        found = []
        for graph in ((idx,), ()):
            output = _call(net, "the output", leaf, out, *graph)
            expect.that(output.requires_grad, "the output carries no graph")
            found.append(_slope((output * seed).sum(), leaf))
        (want,) = torch.autograd.grad((reference.edge_conv(layer, twin, idx, training=False) * seed).sum(), twin)
        for got, words in zip(found, ("with a given graph", "with the graph of kNN"), strict=True):
            expect.close(got, want, f"the gradient of x {words}", 1e-6, 1e-6)
        net.zero_grad()
        every_weight_learns(net, [_call(net, "the output", x, out)], "EdgeConv")


def _slope(total: Tensor, leaf: Tensor) -> Tensor:
    try:
        (slope,) = torch.autograd.grad(total, leaf, allow_unused=True)
    except RuntimeError as error:
        raise CheckFailed(f"backward fails: {str(error)[:160]}") from None
    expect.that(slope is not None, "no gradient reaches x")
    return slope


@e08.check("edgeconv-graph", points=0.25)
@given
def edgeconv_graph(student: Any) -> None:
    """EdgeConv takes the given graph with any number of neighbours, else that of the min(k, N) nearest points."""
    for b, c, out, n, k in (*EDGE_SIZES, (3, 2, 5, 4, 9), (2, 3, 4, 1, 2), (3, 3, 5, 8, 8)):
        net, _ = _conv(student, c, out, k)
        for number in (n, n, 1, n):  # each cloud has a graph of its own, and a small one leaves k as it is
            x, words = randn(b, c, number), f"the output for N={number}, k={k}"
            want = _call(net, "the output", x, out, reference.nearest(x, min(k, number))).detach()
            got = _call(net, words, x, out).detach()
            expect.close(got, want, f"{words} without a graph, against that on kNN's,", 1e-7, 1e-7)
        x = randn(b, c, n)
        far = _call(net, "the output", x, out, _graph(b, n, 1)).detach()
        expect.that(n == 1 or float((far - got).abs().max()) > 1e-6, "the given graph changes nothing")
        idx = _graph(b, n, k + 2)
        want = _call(net, "the output", x, out, idx).detach()
        expect.close(net(x=x, idx=idx), want, "the output, arguments by name,")
        wanted = _call(net, "the output", x, out).detach()
        expect.close(net(x, None), wanted, "the output for idx=None")


@e08.check("edgeconv-symmetries", points=0.25)
@given
def edgeconv_symmetries(student: Any) -> None:
    """EdgeConv: points, clouds and neighbours in another order, and repeated neighbours, give the same messages."""
    for b, c, out, n, k in EDGE_SIZES[:2]:
        net, _ = _conv(student, c, out, k)
        x, idx = randn(b, c, n), _graph(b, n, k)
        before = _call(net, "the output", x, out, idx).detach()
        own = _call(net, "the output", x, out).detach()
        order, columns = torch.randperm(n), torch.randperm(k)
        got = _call(net, "the output", x[:, :, order], out).detach()
        expect.close(got, own[:, :, order], "the output for points in another order", 1e-7, 1e-7)
        many = torch.cat((idx, idx[:, :, :1], idx[:, :, :1]), 2)
        for graph, words in ((idx[:, :, columns], "neighbours in another order"), (many, "repeated neighbours")):
            expect.close(
                _call(net, "the output", x, out, graph).detach(), before, f"the output for {words}", 1e-7, 1e-7
            )
        for number in range(b):
            rows = slice(number, number + 1)
            expect.close(_call(net, "", x[rows], out).detach(), own[rows], "the output of a cloud alone", 1e-7, 1e-7)
            got = _call(net, "", x[rows], out, idx[rows]).detach()
            expect.close(got, before[rows], "the output of a cloud alone on its graph", 1e-7, 1e-7)


@e08.check("edgeconv-parameters", points=0.25)
@given
def edgeconv_parameters(student: Any) -> None:
    """An EdgeConv has 2CC' + 2C' parameters, whatever k; no bias in front of the norm."""
    for c, out, k in ((3, 5, 4), (6, 2, 9), (1, 4, 1)):
        counts(module(student.EdgeConv(c, out, k), "EdgeConv"), 2 * c * out + 2 * out, "EdgeConv")
    counts(student.EdgeConv(in_channels=4, out_channels=3, k=2), 30, "EdgeConv")


@e08.check("edgeconv-device", points=0.25)
@given
def edgeconv_device(student: Any) -> None:
    """EdgeConv runs where its weights and x are, forward and backward, with and without a graph."""
    with student.cuda():
        for b, c, out, n, k in EDGE_SIZES[:2]:
            net = module(student.EdgeConv(c, out, k), "EdgeConv")
            net.to("cuda")
            for graph in ((), (_graph(b, n, k),)):
                found = student.run(probes.backward(net, torch.randn(b, c, n), *graph))
                expect.on_device(student, "the output of EdgeConv, or a gradient,")
                expect.tensor(found[0], "the output", shape=(b, out, n), dtype=F32)


def _net(student: Any, scattered: bool = True, **options: Any) -> tuple[Any, dict[Any, str]]:
    sizes = {"n_classes": CLASSES, "k": 3, "widths": WIDTHS, "embed": EMBED, "head_widths": HEAD}
    return wide(student, student.DGCNN(**(sizes | options)), "DGCNN", scattered)


def _logits(net: Any, x: Tensor, classes: int = CLASSES) -> Tensor:
    got = net(x)
    expect.tensor(got, f"the logits of clouds {tuple(x.shape)}", shape=(len(x), classes), dtype=x.dtype)
    value: Tensor = got
    return value


def _features(net: Any, x: Tensor, widths: Sequence[int] = WIDTHS) -> Tensor:
    got = net.point_features(x)
    expect.tensor(got, "point_features(x)", shape=(len(x), sum(widths), x.shape[2]), dtype=x.dtype)
    value: Tensor = got
    return value


@e08.check("dgcnn-values", points=0.5)
@given
def dgcnn_values(student: Any) -> None:
    """DGCNN is its parts: layers, all their outputs, embedding with activation, maximum over points, head."""
    for dynamic, training in itertools.product((True, False), repeat=2):
        net, names = _net(student, dropout=0.0, dynamic=dynamic)
        x = randn(6, 3, 14)
        stack = [read_layer(net, names, out, 2 * c) for c, out in itertools.pairwise((3, *WIDTHS))]
        tail: list[Layer | None] = [read_layer(net, names, b, a) for a, b in itertools.pairwise(TAIL[:-1])]
        tail.append(read_last(net, names, TAIL[-1], TAIL[-2]))
        net.train(training)
        features, got = _features(net, x).detach(), _logits(net, x).detach()
        expect.untouched(student, "DGCNN")
        words = f"in {'train' if training else 'eval'} mode, dynamic={dynamic}"
        layers = [one for one in stack if one is not None]
        if len(layers) == len(stack):
            want = reference.point_features(layers, x, 3, dynamic, training)
            expect.close(features, want, f"point_features {words}", 1e-6, 1e-6)
        parts = [one for one in tail if one is not None]
        if len(parts) == len(tail):
            want = reference.logits(parts[0], parts[1:], features, training)
            expect.close(got, want, f"the logits {words}, from point_features,", 1e-6, 1e-6)
        expect.that(bool((got.sum(1) - 1).abs().max() > 1e-3), "the logits of each cloud add up to 1")
    widths = (6, 6, 4)  # layers of one width are told apart by their inputs; their norms are new
    for dynamic in (True, False):
        net, names = _net(student, False, widths=widths, dynamic=dynamic)
        maps = [read_map(net, names, out, 2 * c) for c, out in itertools.pairwise((3, *widths))]
        known = [one for one in maps if one is not None]
        if len(known) == len(maps):
            x = randn(4, 3, 11)
            want = reference.point_features(known, x, 3, dynamic, False)
            expect.close(_features(net, x, widths).detach(), want, f"point_features for widths {widths}", 1e-6, 1e-6)


@e08.check("dgcnn-invariance", points=0.5)
@given
def dgcnn_invariance(student: Any) -> None:
    """Logits: another order of points, a cloud alone, N < k; with k = 1 points that occur twice change nothing."""
    for dynamic in (True, False):
        net, _ = _net(student, dynamic=dynamic)
        large = randn(4, 3, 19)
        before = _logits(net, large).detach()
        for n in (17, 2, 1):
            x = randn(4, 3, n)
            want, features = _logits(net, x).detach(), _features(net, x).detach()
            order = torch.randperm(n)
            expect.close(
                _logits(net, x[:, :, order]).detach(), want, "the logits for points in another order", 1e-6, 1e-6
            )
            for row in range(4):
                rows = slice(row, row + 1)
                expect.close(_logits(net, x[rows]).detach(), want[rows], "the logits of a cloud alone", 1e-6, 1e-6)
            expect.close(_logits(net, x).detach(), want, "the logits of the same clouds again", 1e-9, 1e-9)
            got = _features(net, x[:, :, order]).detach()
            expect.close(got, features[:, :, order], "point_features for points in another order", 1e-6, 1e-6)
        expect.that(bool((want[0] - want[1]).abs().max() > 1e-7), "two clouds have the same logits")
        expect.close(_logits(net, large).detach(), before, "the logits of clouds, again after smaller ones", 1e-9, 1e-9)
        alone, _ = _net(student, dynamic=dynamic, k=1)
        x = randn(3, 3, 9)
        twice = torch.cat((x, x[:, :, [4, 0, 4, 4, 7]]), 2)
        got, want = (_logits(alone, one).detach() for one in (twice, x))
        expect.close(got, want, "the logits for k = 1 of clouds in which points occur twice", 1e-6, 1e-6)


@e08.check("dgcnn-structure", points=0.5)
@given
def dgcnn_structure(student: Any) -> None:
    """DGCNN: shapes, number of parameters, defaults, and the dropout of the head."""
    for widths, embed, head, classes in (
        (WIDTHS, EMBED, HEAD, CLASSES),
        ((6,), 5, (4,), 3),
        ((4, 3), 7, (5, 6, 2), 9),
        ((5, 5, 5), 8, (5,), 2),
    ):
        net = module(student.DGCNN(classes, 2, widths, embed, head, 0.1, False), "DGCNN")
        layers = sum(2 * a * b + 2 * b for a, b in itertools.pairwise((3, *widths)))
        want = layers + mlp_count([sum(widths), embed], True) + mlp_count([embed, *head, classes])
        counts(net, want, f"DGCNN with widths {widths}")
        net.eval()
        x = torch.randn(2, 3, 10)
        _logits(net, x, classes)
        _features(net, x, widths)
    layers = sum(2 * a * b + 2 * b for a, b in itertools.pairwise((3, 64, 64, 128, 256)))
    default = module(student.DGCNN(), "DGCNN")
    counts(default, layers + mlp_count([512, 1024], True) + mlp_count([1024, 512, 256, 40]), "DGCNN()")
    _defaults_of_graph(student)
    for chosen, low, high in (({}, 0.37, 0.63), ({"dropout": 0.15}, 0.05, 0.26), ({"dropout": 0.0}, 0.0, 0.0)):
        share = _dropped(student, chosen)
        name = f"with dropout={chosen['dropout']}" if chosen else "by default"
        expect.that(low <= share <= high, f"{name} the head drops {share:.0%} of the units of its last hidden layer")


def _defaults_of_graph(student: Any) -> None:
    """k = 20 and dynamic=True by default: the same weights give the same features."""
    sizes = {"n_classes": 2, "widths": (4, 5), "embed": 6, "head_widths": (3,)}
    net = wide(student, student.DGCNN(**sizes), "DGCNN")[0]
    x = randn(2, 3, 40)
    want = _features(net, x, (4, 5)).detach()
    for chosen, alike in (({"k": 20, "dynamic": True}, True), ({"k": 20, "dynamic": False}, False), ({"k": 19}, False)):
        other = wide(student, student.DGCNN(**sizes, **chosen), "DGCNN", scattered=False)[0]
        other.load_state_dict(net.state_dict())
        gap = float((_features(other, x, (4, 5)).detach() - want).abs().max())
        words = ", ".join(f"{name}={value}" for name, value in chosen.items())
        expect.that(
            (gap < 1e-9) == alike, f"DGCNN({words}) and the default are {'not ' if alike else ''}the same network"
        )


def _dropped(student: Any, chosen: dict[str, float]) -> float:
    """How often the only unit of the last hidden layer is dropped: then the logits are the bias."""
    net = wide(student, student.DGCNN(3, 2, (4,), 5, (6, 1), **chosen), "DGCNN")[0]
    net.train()
    x, dropped, seen = randn(64, 3, 4), 0, []
    for _ in range(6):
        seen.append(_logits(net, x, 3).detach())
        repeats = seen[-1].unique(dim=0, return_counts=True)[1]
        dropped += int(repeats[repeats > 1].sum())
    kinds = [len((row * 1e9).round().unique(dim=0)) for row in torch.stack(seen, 1)]
    expect.that(max(kinds) <= 2, "with one unit in the last hidden layer a cloud has more than two different outputs")
    return dropped / (6 * len(x))


@e08.check("dgcnn-gradients", points=0.25)
@given
def dgcnn_gradients(student: Any) -> None:
    """Gradients of the logits reach every weight and the points, in eval and in train mode."""
    for dynamic, training in itertools.product((True, False), repeat=2):
        net, _ = _net(student, dropout=0.0, dynamic=dynamic)
        net.train(training)
        x = randn(7, 3, 12).requires_grad_()
        net.zero_grad()
        every_weight_learns(net, [_logits(net, x)], "DGCNN")
        expect.that(x.grad is not None and bool((x.grad != 0).any()), "no gradient reaches the points")


@e08.check("dgcnn-device", points=0.25)
@given
def dgcnn_device(student: Any) -> None:
    """DGCNN runs where its weights and the clouds are, forward and backward."""
    with student.cuda():
        for dynamic in (True, False):
            net = module(student.DGCNN(CLASSES, 3, WIDTHS, EMBED, HEAD, dynamic=dynamic), "DGCNN")
            net.to("cuda")
            found = student.run(probes.backward(net, torch.randn(5, 3, 8)))
            expect.on_device(student, "the logits, or a gradient,")
            expect.tensor(found[0], "the logits", shape=(5, CLASSES), dtype=F32)


REACH_POINTS, REACH_K, REACH_NETS = 20, 3, 3
"""Of 150 right networks each had 8 or more pairs outside two hops; of graphs made otherwise 98 % were seen at once."""


@e08.check("dynamic-reach", points=0.5)
@given
def dynamic_reach(student: Any) -> None:
    """dynamic=True: layer 1 is moved by neighbours in space, later layers by neighbours in their input features."""
    for _ in range(REACH_NETS):
        net, _ = _net(student, k=REACH_K)
        cloud = randn(3, REACH_POINTS)
        outputs, moved = reach(net, cloud, WIDTHS)
        graphs = [near(points, REACH_K) for points in (cloud, *outputs[:-1])]
        _within(moved, [hops(*reversed(graphs[: number + 1])) for number in range(len(graphs))])
        _all_neighbours(moved[0])
        outside = moved[1] & ~hops(graphs[0], graphs[0])
        expect.that(bool(outside.any()), "layer 2 is moved by points within two hops in space only")


@e08.check("fixed-reach", points=0.5)
@given
def fixed_reach(student: Any) -> None:
    """dynamic=False: layer l is moved by points within l hops of the graph of the coordinates only."""
    for _ in range(REACH_NETS):
        net, _ = _net(student, k=REACH_K, dynamic=False)
        cloud = randn(3, REACH_POINTS)
        _, moved = reach(net, cloud, WIDTHS)
        graph = near(cloud, REACH_K)
        _within(moved, [hops(*[graph] * (number + 1)) for number in range(len(WIDTHS))])
        _all_neighbours(moved[0])
        expect.that(bool((moved[1] & ~graph).any()), "layer 2 is moved by neighbours only, not by theirs")


def _within(moved: list[Tensor], allowed: list[Tensor]) -> None:
    for number, (one, may) in enumerate(zip(moved, allowed, strict=True), 1):
        wrong = one & ~may
        where = f"its features of layer {number} depend on a point that its graph does not lead to"
        expect.that(not bool(wrong.any()), f"{int(wrong.any(1).sum())} of {len(one)} points: {where}")


def _all_neighbours(moved: Tensor) -> None:
    expect.that(bool((moved.sum(1) == REACH_K).any()), "no point is moved by all its k neighbours in layer 1")
