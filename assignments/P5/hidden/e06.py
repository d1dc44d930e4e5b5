"""P5-E06: neighbours.

A right search may break ties and near-ties as it likes, so what is judged are the distances of the chosen points, not
their numbers.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.P5.reference.graphs import squared_distances
from kit.checks import Exercise, expect

e06 = Exercise("P5-E06", names=("find_knn", "find_radius_neighbours"))

F32, F64 = torch.float32, torch.float64

SIZES = ((2, 3, 11, 4), (3, 1, 9, 5), (4, 8, 13, 6), (1, 3, 30, 7), (2, 5, 7, 1), (3, 2, 6, 6), (2, 3, 1, 1))
"""B, C, N, k."""


def _clouds(b: int, c: int, n: int, dtype: torch.dtype = F32) -> Tensor:
    """Clouds (B, C, N) whose axes have different extents, as the transpose of raw clouds."""
    return (torch.randn(b, n, c, dtype=F64) * torch.linspace(0.5, 1.5, c, dtype=F64)).to(dtype).transpose(1, 2)


def _rounding(x: Tensor) -> float:
    """By how much a squared distance may be off, however it is computed: as |a|^2 - 2ab + |b|^2 at worst."""
    return 40 * torch.finfo(x.dtype).eps * float(x.detach().square().sum(1).max())


def _indices(got: Any, name: str, b: int, n: int, k: int) -> None:
    expect.tensor(got, name, shape=(b, n, k), dtype=torch.int64)
    expect.that(bool(((got >= 0) & (got < n)).all()), f"{name} holds numbers outside 0..{n - 1}")


def _knn(student: Any, x: Tensor, k: int, words: str, of: Tensor | None = None) -> Tensor:
    """The student's neighbours of x; right for the distances of x, or of the cloud `of`."""
    b, _, n = x.shape
    got = student.find_knn(x, k)
    name = f"idx for {words}"
    _indices(got, name, b, n, k)
    expect.untouched(student, "find_knn")
    rows = got.sort(-1).values
    expect.that(not bool((rows[..., 1:] == rows[..., :-1]).any()), f"{name} names a point twice in one row")
    squares = squared_distances(x if of is None else of)
    chosen = squares.gather(2, got).sort(-1).values
    best = squares.sort(-1).values[..., :k]
    right = (chosen - best).abs() <= _rounding(x)
    if not bool(right.all()):
        cloud, point, _ = (int(one) for one in (~right).nonzero()[0])
        nearer = float(chosen[cloud, point].sum()) < float(best[cloud, point].sum())
        what = "itself is missing" if nearer else "others are nearer"
        expect.that(False, f"{name}: these are not the nearest of point {point} of cloud {cloud}, {what}")
    value: Tensor = got
    return value


@e06.check("knn", points=1)
def knn(student: Any) -> None:
    """find_knn: the k nearest points of each point by all C channels, itself included, for many sizes."""
    for b, c, n, k in SIZES:
        for dtype in (F32, F64):
            _knn(student, _clouds(b, c, n, dtype), k, f"B={b}, C={c}, N={n}, k={k}, {str(dtype)[6:]}")
    b, c, n, k = SIZES[0]
    x = _clouds(b, c, n)
    _knn(student, x.clone().requires_grad_(), k, "a cloud that needs gradients")
    _indices(student.find_knn(x=x, k=3), "idx, arguments by name,", b, n, 3)
    _knn(student, 1e-3 * _clouds(2, 3, 12), 5, "a small object")
    _knn(student, 300 * _clouds(2, 3, 12), 5, "a large object")
    layer = torch.cat((0.1 * torch.randn(2, 3, 14), torch.randn(2, 1, 14)), 1)
    _knn(student, layer, 4, "points that differ most in the last of four channels")


@e06.check("knn-each-cloud", points=0.5)
def knn_each_cloud(student: Any) -> None:
    """find_knn: a cloud has the same neighbours alone and in a batch, also beside one that is nearly the same."""
    b, c, n, k = 5, 3, 12, 4
    x = _clouds(b, c, n, F64)
    x[1:3] = x[0] + 0.2 * torch.randn(2, c, n, dtype=F64)
    x[4] = x[3][:, torch.randperm(n)]
    together = _knn(student, x, k, "a batch of similar clouds").sort(-1).values
    for number in range(b):
        alone = _knn(student, x[number : number + 1], k, "one of its clouds alone").sort(-1).values
        expect.that(torch.equal(alone[0], together[number]), "a cloud has other neighbours alone than in its batch")
    for _ in range(2):  # the same shape again, other points
        _knn(student, _clouds(b, c, n, F64), k, "further clouds of the same shape")


@e06.check("knn-moved", points=0.5)
def knn_moved(student: Any) -> None:
    """find_knn: turned, mirrored and shifted clouds have the same neighbours, permuted ones the permuted neighbours."""
    for b, c, n, k in ((2, 3, 16, 5), (3, 8, 11, 4)):
        x = _clouds(b, c, n, F64)
        before = _knn(student, x, k, f"C={c}").sort(-1).values
        turn = torch.linalg.qr(torch.randn(c, c, dtype=F64)).Q
        for moved, words in ((turn @ x, "a turned"), (x + 4 * torch.randn(c, 1, dtype=F64), "a shifted")):
            after = _knn(student, moved, k, f"{words} cloud, C={c}", x).sort(-1).values
            expect.that(torch.equal(before, after), f"{words} cloud has other neighbours")
        order = torch.randperm(n)
        after = order[_knn(student, x[:, :, order], k, f"points in another order, C={c}")].sort(-1).values
        expect.that(torch.equal(before[:, order], after), "points in another order have other neighbours")
    _knn(student, _clouds(2, 3, 14) + 3, 5, "a shifted cloud in float32")
    _knn(student, 1e-3 * _clouds(2, 3, 40, F64) + 500, 5, "a small cloud far away in float64")


@e06.check("knn-duplicates", points=0.25)
def knn_duplicates(student: Any) -> None:
    """find_knn: points that occur several times give valid, different indices of the nearest points."""
    for dtype in (F32, F64):
        x = _clouds(2, 3, 7, dtype)
        twice = torch.cat((x, x, x[:, :, :2]), 2)
        for k in (1, 3, 16):
            _knn(student, twice, k, f"points that occur twice, k={k}")
        _knn(student, x[:, :, :1].expand(-1, -1, 9).contiguous(), 4, "a cloud of equal points")
        _knn(student, torch.zeros(1, 2, 5, dtype=dtype), 2, "a cloud of zeros")


@e06.check("knn-errors", points=0.25)
def knn_errors(student: Any) -> None:
    """find_knn: k outside 1..N raises a ValueError."""
    for b, c, n in ((2, 3, 6), (1, 1, 1)):
        x = _clouds(b, c, n)
        for k in (n + 1, n + 5, 0, -1):
            expect.raises(ValueError, student.find_knn, x, k)
        _knn(student, x, n, "k = N")


@e06.check("knn-device", points=0.5)
def knn_device(student: Any) -> None:
    """find_knn works where x is."""
    with student.cuda():
        for b, c, n, k in ((3, 4, 8, 5), (2, 3, 30, 1)):
            got = student.find_knn(_clouds(b, c, n), k)
            expect.on_device(student, "idx")
            expect.tensor(got, "idx", shape=(b, n, k), dtype=torch.int64)


def _between(x: Tensor, share: float) -> float:
    """A radius that about this share of all pairs is within, in the middle of a wide gap between two distances."""
    distances = squared_distances(x).sqrt().flatten().sort().values
    start = min(max(int(share * len(distances)), x.shape[0] * x.shape[2]), len(distances) - 2)
    stop = min(start + 12, len(distances) - 1)
    gaps = distances[start + 1 : stop + 1] - distances[start:stop]
    place = start + int(gaps.argmax())
    return float(distances[place] + distances[place + 1]) / 2


def _radius(student: Any, x: Tensor, radius: float, k_max: int, words: str) -> Tensor:
    """The student's mask; both results are right."""
    b, _, n = x.shape
    got = student.find_radius_neighbours(x, radius, k_max)
    expect.instance(got, tuple, "the result of find_radius_neighbours")
    expect.that(len(got) == 2, f"find_radius_neighbours should return two values, it returns {len(got)}")
    idx, mask = got
    _indices(idx, f"idx for {words}", b, n, k_max)
    expect.tensor(mask, f"mask for {words}", shape=(b, n, k_max), dtype=torch.bool)
    expect.untouched(student, "find_radius_neighbours")
    squares = squared_distances(x)
    inside = squares.sqrt() <= radius
    want = inside.sum(2).clamp(max=k_max)
    used = mask.sum(2)
    expect.that(not bool((used > want).any()), f"{words}: a point has more neighbours than there are")
    expect.that(not bool((used < want).any()), f"{words}: a point has fewer neighbours than there are")
    own = torch.arange(n)[:, None].expand(b, n, k_max)
    expect.that(bool((idx == own)[~mask].all()), f"{words}: an unused slot does not hold the point's own index")
    marked = torch.where(mask, idx, n + torch.arange(k_max)).sort(-1).values  # unused slots: all different
    expect.that(not bool((marked[..., 1:] == marked[..., :-1]).any()), f"{words}: a neighbour occurs twice")
    chosen = torch.where(mask, squares.gather(2, idx), math.inf).sort(-1).values
    best = torch.where(inside, squares, math.inf).sort(-1).values[..., :k_max]
    kept = chosen[..., : best.shape[-1]]
    right = (kept == best) | ((kept - best).abs() <= _rounding(x))
    expect.that(bool(right.all()), f"{words}: these are not the nearest points within the radius")
    value: Tensor = mask
    return value


@e06.check("radius", points=1)
def radius(student: Any) -> None:
    """find_radius_neighbours: all points with distance <= radius, itself included, for many sizes and radii."""
    for b, c, n, _ in SIZES[:4]:
        for dtype in (F32, F64):
            x = _clouds(b, c, n, dtype)
            for share in (0.0, 0.3, 0.7):
                limit = _between(x, share)
                _radius(student, x, limit, n, f"B={b}, C={c}, N={n}, {str(dtype)[6:]}, radius {limit:.3f}")
    grid = torch.stack(torch.meshgrid(*(torch.arange(5.0),) * 2, indexing="ij")).reshape(1, 2, 25)
    for limit in (1.0, 5.0):  # integers: these distances are exact however they are computed
        _radius(student, grid, limit, 25, f"a grid with points at distance {limit} exactly")
    x = _clouds(3, 3, 10, F64)
    for number in range(3):
        _radius(student, x[number : number + 1], _between(x, 0.4), 10, "a cloud alone")
    _radius(student, x.clone().requires_grad_(), _between(x, 0.4), 10, "a cloud that needs gradients")
    for share in (0.2, 0.3, 0.4, 0.5, 0.6):
        far = 1e-3 * _clouds(2, 3, 20, F64) + 500
        _radius(student, far, _between(far, share), 20, "a small cloud far away in float64")
    student.find_radius_neighbours(x=x, radius=1.0, k_max=2)


@e06.check("radius-cap-and-filler", points=0.5)
def radius_cap_and_filler(student: Any) -> None:
    """find_radius_neighbours: a crowded ball keeps its nearest k_max; unused slots hold the own index, mask False."""
    for dtype in (F32, F64):
        x = _clouds(2, 3, 14, dtype)
        for k_max in (1, 3, 6):
            _radius(student, x, _between(x, 0.6), k_max, f"crowded balls, k_max={k_max}")
        for k_max in (15, 40):
            _radius(student, x, _between(x, 0.3), k_max, f"N=14, k_max={k_max}")
        _radius(student, x, 1e3, 17, "all points within the radius, k_max=17")
        lonely = 10 * torch.eye(5, dtype=dtype).expand(3, 5, 5).contiguous()
        _radius(student, lonely, 1.0, 4, "points that are all alone")
        twice = torch.cat((x, x), 2)
        _radius(student, twice, _between(x, 0.2), 28, "points that occur twice")
        _radius(student, twice[:, :, [0, 14, 0, 14, 0]], 0.5, 3, "a cloud of equal points")
        _radius(student, x[:, :, :1], 0.5, 3, "a cloud of one point")


@e06.check("radius-device", points=0.5)
def radius_device(student: Any) -> None:
    """find_radius_neighbours works where x is."""
    with student.cuda():
        for b, c, n, k_max in ((3, 4, 8, 5), (2, 3, 6, 9)):
            got = student.find_radius_neighbours(_clouds(b, c, n), 1.0, k_max)
            expect.on_device(student, "the result")
            expect.instance(got, tuple, "the result of find_radius_neighbours")
