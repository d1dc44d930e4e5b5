"""Answers to the questions of P5: solvers and typical mistakes of the shape questions. Rubrics: `rubrics`."""

from __future__ import annotations

import math
from collections.abc import Callable

from assignments.P5.questions import BANK
from assignments.P5.rubrics import RUBRICS
from autograder.oral import Mistake, Oral, Solver
from kit.questions import Params
from kit.questions.answer import Answer

Find = Callable[[Params], Answer]
Shape = tuple[int, ...]


def _solver(right: Find, *wrong: tuple[str, Find] | tuple[str, Find, int]) -> Solver:
    """A solver; each wrong answer is a message, a function and the entry that is wrong, if not all is."""
    return Solver(right, tuple(Mistake(*one) for one in wrong))


# S01: shapes in PointNet

_CHANNELS_FIRST = "channels come before the points"
_NO_POINTS = "after the maximum there is one vector for each cloud"
_PER_POINT = "that would be scores for each point, as in segmentation: the head sees one vector for each cloud"


def _layer(p: Params, i: int) -> Shape:
    return p["b"], p[f"w{i}"], p["n"]


POINTNET = _solver(
    lambda p: (_layer(p, 1), _layer(p, 2), _layer(p, 3), (p["b"], p["w3"]), (p["b"], p["k"])),
    (_CHANNELS_FIRST, lambda p: (p["b"], p["n"], p["w1"]), 0),
    ("the layer changes the channels", lambda p: (p["b"], 3, p["n"]), 0),
    (_CHANNELS_FIRST, lambda p: (p["b"], p["n"], p["w2"]), 1),
    (_CHANNELS_FIRST, lambda p: (p["b"], p["n"], p["w3"]), 2),
    ("that is the maximum over the channels; it is taken over the points", lambda p: (p["b"], p["n"]), 3),
    (_NO_POINTS, lambda p: (p["b"], p["w3"], p["n"]), 3),
    (_NO_POINTS, lambda p: (p["b"], p["w3"], 1), 3),
    ("each cloud has a vector of its own", lambda p: (p["w3"],), 3),
    (_PER_POINT, lambda p: (p["b"], p["n"], p["k"]), 4),
    (_PER_POINT, lambda p: (p["b"], p["k"], p["n"]), 4),
    (_PER_POINT, lambda p: (p["b"], p["w3"], 1, p["k"]), 4),
    ("each cloud has logits of its own", lambda p: (p["k"],), 4),
)

# S02: a transform and its regulariser


def _regulariser(p: Params) -> float:
    return float(p["k"] * (p["c"] ** 2 - 1) ** 2)


TRANSFORM = _solver(
    lambda p: ((p["b"], p["k"], p["k"]), _regulariser(p)),
    ("each cloud has a matrix of its own", lambda p: (p["k"], p["k"]), 0),
    ("the result is a matrix, not a vector", lambda p: (p["b"], p["k"]), 0),
    ("the numbers are put into a matrix", lambda p: (p["b"], p["k"] ** 2), 0),
    ("that is the cloud after the product, not the matrix", lambda p: (p["b"], p["k"], p["n"]), 0),
    ("points have no matrix of their own", lambda p: (p["b"], p["n"], p["k"]), 0),
    ("A A^T is compared with the identity, not A", lambda p: float(p["k"] * (p["c"] - 1) ** 2), 1),
    ("all entries of the diagonal count, not one", lambda p: float((p["c"] ** 2 - 1) ** 2), 1),
    ("the norm is squared", lambda p: float(p["k"] * abs(p["c"] ** 2 - 1)), 1),
    ("the norm is squared", lambda p: math.sqrt(p["k"]) * abs(p["c"] ** 2 - 1), 1),
    ("squares are summed over the entries of a matrix, not averaged", lambda p: _regulariser(p) / p["k"] ** 2, 1),
    ("it is a mean over the batch", lambda p: p["b"] * _regulariser(p), 1),
)

# S03: parameters of a shared MLP


def _weights(p: Params) -> int:
    return sum(a * b for a, b in zip(p["channels"], p["channels"][1:], strict=False))


def _norms(p: Params) -> int:
    return int(2 * sum(p["channels"][1:]))


SHARED = _solver(
    lambda p: _weights(p) + _norms(p),
    ("a layer before a norm has no bias", lambda p: _weights(p) + _norms(p) + _norms(p) // 2),
    ("the weights are shared: the number of points does not count", lambda p: p["n"] * (_weights(p) + _norms(p))),
    ("the weights are shared: the number of points does not count", lambda p: p["n"] * _weights(p) + _norms(p)),
    ("batch norm learns a scale and an offset for each channel", _weights),
    ("batch norm learns a scale and an offset for each channel", lambda p: _weights(p) + _norms(p) // 2),
    ("running mean and variance are not learned", lambda p: _weights(p) + 2 * _norms(p)),
    ("the input has no norm", lambda p: _weights(p) + _norms(p) + 2 * p["channels"][0]),
)

# S04: shapes in EdgeConv

_BOTH = "an edge feature holds the point and the difference"
_EDGE_ORDER = "channels come first, then points, then neighbours"

EDGES = _solver(
    lambda p: (
        (p["b"], 2 * p["c"], p["n"], p["k"]),
        (p["b"], p["out"], p["n"], p["k"]),
        (p["b"], p["out"], p["n"]),
    ),
    (_BOTH, lambda p: (p["b"], p["c"], p["n"], p["k"]), 0),
    (_EDGE_ORDER, lambda p: (p["b"], p["n"], p["k"], 2 * p["c"]), 0),
    (_EDGE_ORDER, lambda p: (p["b"], 2 * p["c"], p["k"], p["n"]), 0),
    ("each point has several neighbours", lambda p: (p["b"], 2 * p["c"], p["n"]), 0),
    ("the layer changes the channels", lambda p: (p["b"], 2 * p["c"], p["n"], p["k"]), 1),
    ("the layer does not double the channels", lambda p: (p["b"], 2 * p["out"], p["n"], p["k"]), 1),
    ("the layer acts on each edge, before the maximum", lambda p: (p["b"], p["out"], p["n"]), 1),
    (_EDGE_ORDER, lambda p: (p["b"], p["n"], p["k"], p["out"]), 1),
    ("that is the maximum over the points; it is taken over the neighbours", lambda p: (p["b"], p["out"], p["k"]), 2),
    ("the maximum leaves one vector for each point, not for each cloud", lambda p: (p["b"], p["out"]), 2),
    ("the maximum takes the axis of the neighbours away", lambda p: (p["b"], p["out"], p["n"], 1), 2),
    ("channels come before the points", lambda p: (p["b"], p["n"], p["out"]), 2),
)

# S05: memory of the distance table


def _mebibytes(numbers: int, size: int = 4) -> float:
    return numbers * size / 2**20


def _pairs(p: Params) -> int:
    return int(p["b"] * p["n"] ** 2)


MEMORY = _solver(
    lambda p: _mebibytes(_pairs(p)),
    ("that is what is left after the choice of neighbours", lambda p: _mebibytes(p["b"] * p["n"] * p["k"])),
    ("that counts numbers, not bytes", lambda p: _mebibytes(_pairs(p), 1)),
    ("float32 takes four bytes", lambda p: _mebibytes(_pairs(p), 8)),
    ("each cloud has a table of its own", lambda p: _mebibytes(p["n"] ** 2)),
    ("a distance is one number, however many channels", lambda p: _mebibytes(_pairs(p) * p["c"])),
    ("a MiB has 2^20 bytes", lambda p: _pairs(p) * 4 / 1e6),
    ("distances between different clouds are not needed", lambda p: _mebibytes(p["b"] * _pairs(p))),
    ("those are the coordinates, not the distances", lambda p: _mebibytes(p["b"] * p["n"] * p["c"])),
)

# S06: learning rate


def _after(p: Params, halvings: float) -> float:
    return float(p["lr"] * 0.5**halvings)


def _epochs(p: Params) -> float:
    return _after(p, p["e"] // 20)


def _iterations(p: Params) -> float:
    return _after(p, p["e"] * p["m"] // 20)


def _other(value: float, right: float) -> float | None:
    """A mistake that leads to the right number by chance is none."""
    return None if math.isclose(value, right) else value


_EXCHANGED = "the two placements are exchanged"
_RAISED = "the factor is raised to a power, not multiplied by a number"
_STEPS = "the rate falls in steps, not at each call"
_FIRST_DROP = "the first drop comes after the steps, not at the start"

RATE = _solver(
    lambda p: (_epochs(p), _iterations(p)),
    (_EXCHANGED, lambda p: _other(_iterations(p), _epochs(p)), 0),
    (_RAISED, lambda p: _other(p["lr"] * 0.5 * (p["e"] // 20), _epochs(p)), 0),
    (_FIRST_DROP, lambda p: _after(p, p["e"] // 20 + 1), 0),
    (_STEPS, lambda p: _other(_after(p, p["e"] / 20), _epochs(p)), 0),
    (_STEPS, lambda p: _other(_after(p, p["e"]), _epochs(p)), 0),
    (_EXCHANGED, lambda p: _other(_epochs(p), _iterations(p)), 1),
    (_RAISED, lambda p: _other(p["lr"] * 0.5 * (p["e"] * p["m"] // 20), _iterations(p)), 1),
    (_FIRST_DROP, lambda p: _after(p, p["e"] * p["m"] // 20 + 1), 1),
    (
        "the scheduler counts batches through all epochs and starts nowhere anew",
        lambda p: _other(_after(p, p["e"] // 20 * p["m"]), _iterations(p)),
        1,
    ),
    (
        "that is the rate at the end of the epoch",
        lambda p: _other(_after(p, (p["e"] + 1) * p["m"] // 20), _iterations(p)),
        1,
    ),
    (_STEPS, lambda p: _other(_after(p, p["e"] * p["m"] / 20), _iterations(p)), 1),
)

# S07: neighbours on a line


def _distances(p: Params) -> list[int]:
    return [abs(point - p["points"][p["q"]]) for point in p["points"]]


def _within(p: Params, radius: float) -> int:
    return sum(distance <= radius for distance in _distances(p))


def _by_distance(p: Params) -> list[int]:
    distances = _distances(p)
    return sorted(range(7), key=lambda i: distances[i])


def _nearest(p: Params) -> Shape:
    return tuple(sorted(_by_distance(p)[: p["k"]]))


_SELF = "a point is its own neighbour"


def _unlike_nearest(p: Params, value: list[int]) -> Shape | None:
    return None if tuple(value) == _nearest(p) else tuple(value)


LINE = _solver(
    lambda p: (_within(p, p["r"]), _nearest(p)),
    (_SELF, lambda p: _within(p, p["r"]) - 1, 0),
    (
        "k is no limit for the radius",
        lambda p: p["k"] if p["k"] < _within(p, p["r"]) else None,
        0,
    ),
    (
        "a point at exactly this distance counts",
        lambda p: _within(p, p["r"] - 0.5) if p["r"] in _distances(p) else None,
        0,
    ),
    (
        "the radius counts to either side",
        lambda p: _within(p, p["r"] / 2) if _within(p, p["r"] / 2) != _within(p, p["r"]) else None,
        0,
    ),
    (_SELF, lambda p: tuple(sorted(_by_distance(p)[1 : p["k"] + 1])), 1),
    (_SELF, lambda p: tuple(sorted(_by_distance(p)[1 : p["k"]])), 1),
    ("those are the farthest points", lambda p: tuple(sorted(_by_distance(p)[-p["k"] :])), 1),
    ("indices are asked for, not positions", lambda p: tuple(sorted(p["points"][i] for i in _nearest(p))), 1),
    ("indices are asked for in rising order", lambda p: _unlike_nearest(p, _by_distance(p)[: p["k"]]), 1),
    ("indices count from 0", lambda p: tuple(i + 1 for i in _nearest(p)), 1),
    (
        "the radius is no limit for k",
        lambda p: _unlike_nearest(p, sorted(_by_distance(p)[: min(p["k"], _within(p, p["r"]))])),
        1,
    ),
)

# S08: recall


def _sums(p: Params) -> tuple[list[int], list[int], list[int]]:
    """Diagonal, sums of rows, sums of columns."""
    cm = p["cm"]
    return [cm[i][i] for i in range(3)], [sum(row) for row in cm], [sum(column) for column in zip(*cm, strict=True)]


def _mean(right: list[int], by: list[int]) -> float:
    return sum(one / all_ for one, all_ in zip(right, by, strict=True)) / 3


def _macro(p: Params) -> float:
    right, rows, _ = _sums(p)
    return _mean(right, rows)


def _weighted(p: Params) -> float:
    right, rows, _ = _sums(p)
    return sum(right) / sum(rows)


def _macro_precision(p: Params) -> float:
    right, _, columns = _sums(p)
    return _mean(right, columns)


def _weighted_precision(p: Params) -> float | None:
    right, rows, columns = _sums(p)
    value = sum(a * b / c for a, b, c in zip(rows, right, columns, strict=True)) / sum(rows)
    return value if abs(value / _weighted(p) - 1) > 0.01 else None


_PRECISION = "that is precision: recall divides by the sums of the rows"

RECALL = _solver(
    lambda p: (_macro(p), _weighted(p)),
    ("the two are exchanged", _weighted, 0),
    (_PRECISION, _macro_precision, 0),
    ("each class is divided by its own number of samples", lambda p: _weighted(p) / 3, 0),
    ("it is a mean, not a sum", lambda p: 3 * _macro(p), 0),
    ("the two are exchanged", _macro, 1),
    (_PRECISION, _weighted_precision, 1),
)

# S09: images and texts

_BATCH_COUNTS = "the candidates of a pair are those of its batch"

PAIRS = _solver(
    lambda p: ((p["b"], p["c"]), math.log(p["b"])),
    ("rows are images", lambda p: (p["c"], p["b"]), 0),
    ("each image meets each text", lambda p: (p["b"], p["b"]), 0),
    ("features are summed over, they leave no axis", lambda p: (p["b"], p["d"]), 0),
    ("features are summed over, they leave no axis", lambda p: (p["b"], p["c"], p["d"]), 0),
    (_BATCH_COUNTS, lambda p: math.log(p["c"]), 1),
    (_BATCH_COUNTS, lambda p: math.log(p["d"]), 1),
    ("it is the mean of both directions, not their sum", lambda p: 2 * math.log(p["b"]), 1),
    ("equal features are a perfect match of everything: no pair stands out", lambda p: 0.0, 1),
    ("that is a probability; its negative logarithm is the loss", lambda p: 1 / p["b"], 1),
    ("the logarithm is a natural one", lambda p: math.log2(p["b"]), 1),
    ("the logarithm is a natural one", lambda p: math.log10(p["b"]), 1),
)

# S10: a point in a depth map

_VIEWS: dict[str, tuple[Shape, Shape, Shape]] = {  # right, up, towards the camera
    "front": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "right": ((0, 1, 0), (0, 0, 1), (1, 0, 0)),
    "back": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "left": ((0, -1, 0), (0, 0, 1), (-1, 0, 0)),
    "top": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "bottom": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
}


def _along(p: Params, axis: int, point: str = "a") -> float:
    return float(sum(u * v for u, v in zip(_VIEWS[p["view"]][axis], p[point], strict=True)))


def _place(p: Params, value: float) -> int:
    return int(value / 2 * p["size"] // 1)


def _row(p: Params) -> int:
    return _place(p, 1 - _along(p, 1))


def _column(p: Params) -> int:
    return _place(p, _along(p, 0) + 1)


def _wins(p: Params, near: bool = True) -> str:
    return "A" if (_along(p, 2, "a") > _along(p, 2, "b")) == near else "B"


def _depth(p: Params, near: bool = True) -> float:
    """Nearness in [0, 1] of the point that stays, or of the other one."""
    return (_along(p, 2, _wins(p, near).lower()) + 1) / 2


def _whole(value: float, right: int) -> int | None:
    rounded = round(value)
    return None if rounded == right else rounded


_ROW_COLUMN = "rows and columns are exchanged"

PIXEL = _solver(
    lambda p: (_row(p), _column(p), _wins(p), 0.2 + 0.8 * _depth(p)),
    (_ROW_COLUMN, _column, 0),
    ("rows count from the top: this image is upside down", lambda p: _place(p, 1 + _along(p, 1)), 0),
    ("the place is rounded down", lambda p: _whole((1 - _along(p, 1)) / 2 * p["size"], _row(p)), 0),
    ("rows count from 0", lambda p: _row(p) + 1, 0),
    (_ROW_COLUMN, _row, 1),
    ("this view is mirrored: look where its right side points", lambda p: _place(p, 1 - _along(p, 0)), 1),
    ("the place is rounded down", lambda p: _whole((_along(p, 0) + 1) / 2 * p["size"], _column(p)), 1),
    ("columns count from 0", lambda p: _column(p) + 1, 1),
    ("the point nearer to the camera stays", lambda p: _wins(p, near=False), 2),
    ("the offset 0.2 keeps points apart from empty pixels", _depth, 3),
    ("that is the value of the other point", lambda p: 0.2 + 0.8 * _depth(p, near=False), 3),
    ("values grow towards the camera", lambda p: 0.2 + 0.8 * (1 - _depth(p)), 3),
    ("the depth is brought from -1..1 to 0..1 first", lambda p: 0.2 + 0.8 * (2 * _depth(p) - 1), 3),
)

# S11: batches of views

_THREE = "each map is one image with three equal channels"

VIEWS = _solver(
    lambda p: (
        (p["b"] * p["v"], 3, p["h"], p["w"]),
        p["cloud"] * p["v"] + p["view"],
        (p["b"], p["v"] * p["d"]),
    ),
    ("the views are joined in one picture: each is an image", lambda p: (p["b"], p["v"] * p["h"] * p["w"]), 0),
    ("the views are joined in one picture: each is an image", lambda p: (p["b"], 3, p["v"] * p["h"], p["w"]), 0),
    (_THREE, lambda p: (p["b"] * p["v"], 1, p["h"], p["w"]), 0),
    (_THREE, lambda p: (p["b"], p["v"], p["h"], p["w"]), 0),
    ("views are no channels", lambda p: (p["b"], 3 * p["v"], p["h"], p["w"]), 0),
    ("the axes of clouds and views become one", lambda p: (p["b"], p["v"], 3, p["h"], p["w"]), 0),
    ("the views of a cloud stand together: cloud-major", lambda p: p["view"] * p["b"] + p["cloud"], 1),
    ("images count from 0", lambda p: p["cloud"] * p["v"] + p["view"] + 1, 1),
    ("the clouds before it have several views each", lambda p: p["cloud"] + p["view"], 1),
    ("the views are already averaged: the adapter sees all of them", lambda p: (p["b"], p["d"]), 2),
    ("the views of a cloud become one vector", lambda p: (p["b"], p["v"], p["d"]), 2),
    ("the adapter sees all views of a cloud at once", lambda p: (p["b"] * p["v"], p["d"]), 2),
)

# S12: weights of the adapter


def _joined(p: Params) -> int:
    return int(p["v"] * p["d"])


_ALL_VIEWS = "each layer sees all views of a cloud in one vector"

ADAPTER = _solver(
    lambda p: 2 * _joined(p) * p["h"] + p["h"] + _joined(p),
    ("that is only the first of the two layers", lambda p: _joined(p) * p["h"] + p["h"]),
    ("that is only the second of the two layers", lambda p: _joined(p) * p["h"] + _joined(p)),
    ("the biases are forgotten", lambda p: 2 * _joined(p) * p["h"]),
    (_ALL_VIEWS, lambda p: 2 * p["d"] * p["h"] + p["h"] + p["d"]),
    (_ALL_VIEWS, lambda p: p["v"] * (2 * p["d"] * p["h"] + p["h"] + p["d"])),
    ("the second layer has the bias of its outputs", lambda p: 2 * _joined(p) * p["h"] + 2 * p["h"]),
    ("the ratio is a fixed number, not learned", lambda p: 2 * _joined(p) * p["h"] + p["h"] + _joined(p) + 1),
)

_IN_ORDER = (POINTNET, TRANSFORM, SHARED, EDGES, MEMORY, RATE, LINE, RECALL, PAIRS, PIXEL, VIEWS, ADAPTER)
SOLVERS = {f"P5-Q-S{i:02}": solver for i, solver in enumerate(_IN_ORDER, start=1)}
ORAL = Oral(BANK, SOLVERS, RUBRICS)
