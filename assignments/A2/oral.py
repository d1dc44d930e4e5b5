"""Answers to the questions of A2: solvers and typical mistakes of the shape questions. Rubrics: `rubrics`."""

from __future__ import annotations

import math
from collections.abc import Callable

from assignments.A2.questions import BANK
from assignments.A2.rubrics import RUBRICS
from autograder.oral import Mistake, Oral, Solver
from kit.questions import Params
from kit.questions.answer import Answer

Map = tuple[int, int, int]
Box = tuple[float, float, float, float]
Find = Callable[[Params], Answer]


def _solver(right: Find, *wrong: tuple[str, Find] | tuple[str, Find, int]) -> Solver:
    """A solver; each wrong answer is a message, a function and the entry that is wrong, if not all is."""
    return Solver(right, tuple(Mistake(*one) for one in wrong))


def _turned(shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape with height and width exchanged."""
    return (*shape[:-2], shape[-1], shape[-2])


def _over(value: int, divisor: int) -> float:
    """The quotient, whole where it is."""
    return value // divisor if value % divisor == 0 else value / divisor


_CHANNELS_FIRST = "shapes are (channels, height, width)"

# S1: U-Net level


def _level(p: Params) -> Map:
    scale = 2 ** p["level"]
    return p["width"] * scale, p["h"] // scale, p["w"] // scale


def _joined(p: Params) -> int:
    return 2 * _level(p)[0]


LEVEL = _solver(
    lambda p: (_level(p), _joined(p)),
    ("the channels double from level to level", lambda p: (p["width"] * (p["level"] + 1), *_level(p)[1:]), 0),
    (
        "halved l times is divided by 2^l, not by 2l",
        lambda p: (_level(p)[0], *(_over(p[side], 2 * p["level"]) for side in "hw")),
        0,
    ),
    ("the first level is not halved yet", lambda p: _level(p | {"level": p["level"] + 1}), 0),
    ("the channels double where the sides are halved", lambda p: (p["width"], *_level(p)[1:]), 0),
    (_CHANNELS_FIRST, lambda p: _turned(_level(p)), 0),
    ("two maps are joined: the one from below and the encoder's", lambda p: _level(p)[0], 1),
    (
        "the transposed convolution halves the channels of the map from below before it is joined",
        lambda p: 3 * _level(p)[0],
        1,
    ),
    ("that is the joined map one level deeper", lambda p: 4 * _level(p)[0], 1),
)

# S2: sizes that need no crop


def _no_crop(p: Params) -> tuple[int, int]:
    step = 2 ** p["depth"]
    return p["h"] // step * step, -(-p["h"] // step) * step


_ROUNDS_DOWN = "odd sizes lose a row when they are halved"

NO_CROP = _solver(
    _no_crop,
    (_ROUNDS_DOWN, lambda p: p["h"], 0),
    ("halving rounds down, not up", lambda p: _no_crop(p)[1], 0),
    ("each level halves anew and may lose a row", lambda p: p["h"] // 2 * 2, 0),
    (_ROUNDS_DOWN, lambda p: p["h"], 1),
    ("halved d times is divided by 2^d, not by 2d", lambda p: -(-p["h"] // (2 * p["depth"])) * 2 * p["depth"], 1),
    ("it has to be even on every level, not only on the first", lambda p: -(-p["h"] // 2) * 2, 1),
    ("it need not be a power of 2", lambda p: 2 ** math.ceil(math.log2(p["h"])), 1),
    ("that is smaller than the given height", lambda p: _no_crop(p)[0], 1),
)

# S3: transposed convolution


def _transposed(p: Params) -> int:
    return int((p["n"] - 1) * p["s"] - 2 * p["p"] + p["d"] * (p["k"] - 1) + p["op"] + 1)


_CONVOLUTION = "that is the formula of the convolution"

TRANSPOSED = _solver(
    _transposed,
    (_CONVOLUTION, lambda p: (p["n"] + 2 * p["p"] - p["d"] * (p["k"] - 1) - 1) // p["s"] + 1),
    (_CONVOLUTION, lambda p: (p["n"] + 2 * p["p"] - p["k"]) // p["s"] + 1),
    ("the map grows by the stride only if the kernel fits, as with k = s, p = 0", lambda p: p["n"] * p["s"]),
    ("the padding cuts the output, it adds nothing", lambda p: _transposed(p) + 4 * p["p"]),
    ("the padding is cut on both sides", lambda p: _transposed(p) + p["p"]),
    ("dilation stretches the kernel to d(k-1)+1", lambda p: _transposed(p | {"d": 1})),
    ("the output padding is added", lambda p: _transposed(p | {"op": 0})),
    ("n inputs have n-1 steps between them", lambda p: _transposed(p) + p["s"]),
)

# S4: FCN-8s


def _taps(p: Params) -> tuple[Map, Map, Map]:
    one, two, three = ((c, p["h"] // s, p["w"] // s) for c, s in ((256, 8), (512, 16), (512, 32)))
    return one, two, three


_BIAS = "each score layer has one bias for each class"

FCN = _solver(
    lambda p: (*_taps(p), 1283 * p["c"]),
    ("the map of stride 8 is that of the third block", lambda p: (512, *_taps(p)[0][1:]), 0),
    ("three poolings halve the sides three times", lambda p: (256, p["h"] // 4, p["w"] // 4), 0),
    (_CHANNELS_FIRST, lambda p: _turned(_taps(p)[0]), 0),
    ("the channels of VGG16 double up to the fourth block", lambda p: (256, *_taps(p)[1][1:]), 1),
    ("the last block of VGG16 has as many channels as the one before", lambda p: (1024, *_taps(p)[2][1:]), 2),
    ("the last tap lies behind the last pooling", lambda p: (512, *_taps(p)[1][1:]), 2),
    ("the biases are forgotten", lambda p: 1280 * p["c"], 3),
    (_BIAS, lambda p: 1280 * p["c"] + 1280, 3),
    (_BIAS, lambda p: 1280 * p["c"] + 3, 3),
    ("the kernels are 1 x 1", lambda p: 9 * 1280 * p["c"] + 3 * p["c"], 3),
    ("there are three score layers, one for each map", lambda p: 513 * p["c"], 3),
)

# S5: detection head


def _cells(p: Params) -> int:
    return sum(h * w for h, w in p["maps"])


HEAD = _solver(
    lambda p: (p["k"] * (5 + p["c"]), p["k"] * _cells(p)),
    ("the objectness is forgotten", lambda p: p["k"] * (4 + p["c"]), 0),
    ("each anchor of a cell has numbers of its own", lambda p: 5 + p["c"], 0),
    ("each anchor has class scores of its own", lambda p: 5 * p["k"] + p["c"], 0),
    ("the background needs no class, it is told by the objectness", lambda p: p["k"] * (6 + p["c"]), 0),
    ("each cell has several anchors", lambda p: _cells(p), 1),
    ("a box is one row of several numbers", lambda p: p["k"] * (5 + p["c"]) * _cells(p), 1),
    ("the boxes of all maps count", lambda p: p["k"] * p["maps"][0][0] * p["maps"][0][1], 1),
)

# S6: IoU and GIoU


def _sides(p: Params) -> tuple[int, int]:
    """Width and height of the intersection; negative where the boxes are apart."""
    a, b = p["a"], p["b"]
    return min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])


def _areas(p: Params) -> tuple[int, int, int, int]:
    """Intersection, both areas together, hull, and the product of the sides as they are."""
    a, b, (width, height) = p["a"], p["b"], _sides(p)
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    hull = (max(a[2], b[2]) - min(a[0], b[0])) * (max(a[3], b[3]) - min(a[1], b[1]))
    return max(width, 0) * max(height, 0), both, hull, width * height


def _union(p: Params) -> int:
    return _areas(p)[1] - _areas(p)[0]


def _iou(p: Params) -> float:
    return _areas(p)[0] / _union(p)


def _giou(p: Params) -> float:
    hull = _areas(p)[2]
    return _iou(p) - (hull - _union(p)) / hull


def _unclamped(p: Params) -> float | None:
    _, both, _, product = _areas(p)
    return product / (both - product) if both != product else None


def _with_last_pixel(p: Params) -> float:
    a, b = ((*box[:2], box[2] + 1, box[3] + 1) for box in (p["a"], p["b"]))
    return _iou({"a": a, "b": b})


_NO_ONE = "corners are real numbers, sides have no + 1"

OVERLAP = _solver(
    lambda p: (_iou(p), _giou(p)),
    ("the intersection is counted twice in the union", lambda p: _areas(p)[0] / _areas(p)[1], 0),
    ("sides of the intersection below 0 mean that there is none", _unclamped, 0),
    (_NO_ONE, _with_last_pixel, 0),
    ("the union divides, not the enclosing box", lambda p: _areas(p)[0] / _areas(p)[2], 0),
    ("that is IoU; the empty part of the enclosing box is subtracted", _iou, 1),
    (
        "the enclosing box divides its empty part, not the union",
        lambda p: _iou(p) - _areas(p)[2] / _union(p) + 1,
        1,
    ),
    ("the empty part is subtracted, not the covered one", lambda p: _iou(p) - _union(p) / _areas(p)[2], 1),
    ("the empty part is subtracted, not added", lambda p: 2 * _iou(p) - _giou(p), 1),
)

# S7: metrics


def _counts(p: Params, c: int | None = None) -> tuple[int, int, int]:
    """True positives, actual and predicted samples of a class."""
    c = p["c"] if c is None else c
    return p["cm"][c][c], sum(p["cm"][c]), sum(row[c] for row in p["cm"])


def _precision(p: Params) -> float:
    hit, _, predicted = _counts(p)
    return hit / predicted


def _recall(p: Params) -> float:
    return _counts(p)[0] / _counts(p)[1]


def _ious(p: Params) -> list[float]:
    counts = [_counts(p, c) for c in range(3)]
    return [hit / (actual + predicted - hit) for hit, actual, predicted in counts]


def _accuracy(p: Params) -> float:
    return float(sum(p["cm"][c][c] for c in range(3)) / sum(map(sum, p["cm"])))


def _f1(p: Params) -> float:
    hit, actual, predicted = _counts(p)
    return 2 * hit / (actual + predicted)


_ROWS = "rows are actual, columns predicted"

METRICS = _solver(
    lambda p: (_precision(p), _recall(p), _f1(p), _ious(p)[p["c"]], sum(_ious(p)) / 3, _accuracy(p)),
    (_ROWS, _recall, 0),
    (_ROWS, _precision, 1),
    ("F1 is the harmonic mean, not the arithmetic one", lambda p: (_precision(p) + _recall(p)) / 2, 2),
    ("that is IoU; in F1 the right ones count twice", lambda p: _ious(p)[p["c"]], 2),
    ("in the union the right ones count once", lambda p: _counts(p)[0] / (_counts(p)[1] + _counts(p)[2]), 3),
    ("that is F1; in the union the right ones count once", _f1, 3),
    ("mIoU is the mean of the ratios, not the ratio of the sums", lambda p: _accuracy(p) / (2 - _accuracy(p)), 4),
    (
        "that is the mean recall; the weights are the shares of the actual classes",
        lambda p: sum(_counts(p, c)[0] / _counts(p, c)[1] for c in range(3)) / 3,
        5,
    ),
)

# S8: NMS


def _ranked(p: Params) -> list[int]:
    return sorted(range(5), key=lambda i: -p["scores"][i])


def _overlap_of(p: Params, i: int, j: int) -> float:
    return _iou({"a": p["boxes"][i], "b": p["boxes"][j]})


def _nms(p: Params) -> tuple[int, ...]:
    kept: list[int] = []
    for i in _ranked(p):
        if all(_overlap_of(p, i, j) <= p["threshold"] for j in kept):
            kept.append(i)
    return tuple(kept)


def _removed_remove(p: Params) -> tuple[int, ...]:
    order = _ranked(p)
    return tuple(i for rank, i in enumerate(order) if all(_overlap_of(p, i, j) <= p["threshold"] for j in order[:rank]))


NMS = _solver(
    _nms,
    ("a box that was removed removes nothing", _removed_remove),
    ("the best score comes first, whatever the order of the input", lambda p: tuple(sorted(_nms(p)))),
    ("a box that was removed removes nothing", lambda p: tuple(sorted(_removed_remove(p)))),
    ("positions count from 0", lambda p: tuple(i + 1 for i in _nms(p))),
    ("positions are those in the input, not by score", lambda p: tuple(_ranked(p).index(i) for i in _nms(p))),
    ("boxes that overlap a better one too much are removed", lambda p: tuple(_ranked(p))),
)

# S9: dilated convolution

DILATED = _solver(
    lambda p: (p["d"] * (p["k"] - 1) + 1, p["d"] * (p["k"] - 1) // 2, 1 + sum(p["dilations"]) * (p["ks"] - 1)),
    ("gaps lie between the taps: there is one less than taps", lambda p: p["d"] * p["k"], 0),
    ("a dilation of d leaves d-1 pixels in each gap", lambda p: (p["d"] + 1) * (p["k"] - 1) + 1, 0),
    ("every gap counts, not one", lambda p: p["k"] + p["d"] - 1, 0),
    ("the dilation stretches the kernel, and the padding with it", lambda p: (p["k"] - 1) // 2, 1),
    ("the padding is on both sides", lambda p: p["d"] * (p["k"] - 1), 1),
    ("a dilated layer reaches further", lambda p: 1 + len(p["dilations"]) * (p["ks"] - 1), 2),
    ("the windows overlap by a pixel", lambda p: sum(d * (p["ks"] - 1) + 1 for d in p["dilations"]), 2),
)

# S10: weighted cross-entropy


def _pixels(p: Params, padding: int | None = None) -> list[tuple[float, float]]:
    """(weight, loss) of each valid pixel; `padding` is the class of the others, None leaves them out."""
    pairs = ((padding if y == 2 else y, loss) for y, loss in zip(p["labels"], p["losses"], strict=True))
    return [(p["weights"][y], loss) for y, loss in pairs if y is not None]


def _weighted(pixels: list[tuple[float, float]], divisor: float | None = None) -> float:
    total = sum(weight for weight, _ in pixels) if divisor is None else divisor
    return sum(weight * loss for weight, loss in pixels) / total


_BY_WEIGHTS = "the sum is divided by the weights of the pixels, not by their number"

WEIGHTED = _solver(
    lambda p: _weighted(_pixels(p)),
    (_BY_WEIGHTS, lambda p: _weighted(_pixels(p), 3)),
    (_BY_WEIGHTS, lambda p: _weighted(_pixels(p), len(p["labels"]))),
    ("each loss counts with the weight of its class", lambda p: sum(x for _, x in _pixels(p)) / 3),
    ("padding is no background", lambda p: _weighted(_pixels(p, padding=0)) if 2 in p["labels"] else None),
    (
        "padding adds nothing to the divisor either",
        lambda p: _weighted(_pixels(p), sum(w for w, _ in _pixels(p, padding=0))) if 2 in p["labels"] else None,
    ),
    ("the weight of every pixel is in the divisor", lambda p: _weighted(_pixels(p), sum(p["weights"]))),
    ("a pixel has the weight of its label", lambda p: _weighted(_pixels(p | {"weights": p["weights"][::-1]}))),
    ("the sum is divided by the weights", lambda p: _weighted(_pixels(p), 1)),
)

# S11: boxes


def _corners(p: Params) -> Box:
    return p["x"], p["y"], p["x"] + p["w"], p["y"] + p["h"]


def _centred(p: Params) -> Box:
    return p["x"] + p["w"] / 2, p["y"] + p["h"] / 2, p["w"], p["h"]


def _exchanged(p: Params) -> Params:
    return p | {"h": p["w"], "w": p["h"]}


_HEIGHT_FIRST = "in the raw annotation height comes before width"

BOXES = _solver(
    lambda p: (_corners(p), _centred(p)),
    (_HEIGHT_FIRST, lambda p: _corners(_exchanged(p)), 0),
    ("the last two numbers of the raw annotation are sizes", lambda p: (p["x"], p["y"], p["h"], p["w"]), 0),
    ("y runs downwards", lambda p: (p["x"], p["y"] - p["h"], p["x"] + p["w"], p["y"]), 0),
    ("sides have no + 1", lambda p: (*_corners(p)[:2], *(edge - 1 for edge in _corners(p)[2:])), 0),
    ("the corner is not the centre", lambda p: (p["x"], p["y"], p["w"], p["h"]), 1),
    (_HEIGHT_FIRST, lambda p: _centred(_exchanged(p)), 1),
    ("here width comes before height", lambda p: (*_centred(p)[:2], p["h"], p["w"]), 1),
    ("the centre lies half a side from the corner", lambda p: (*_corners(p)[2:], p["w"], p["h"]), 1),
)

# S12: YOLOv3 decoding


def _around(cx: float, cy: float, w: float, h: float) -> Box:
    return cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2


def _cell(p: Params, **other: float) -> Box:
    """The box; `other` replaces centre or size."""
    ((sx, _), (sy, _)), (tw, th) = p["offsets"], p["sizes"]
    right = {
        "cx": (p["column"] + sx) * p["stride"],
        "cy": (p["row"] + sy) * p["stride"],
        "w": p["w"] * math.exp(tw),
        "h": p["h"] * math.exp(th),
    }
    return _around(**(right | other))


def _at(p: Params, x: float, y: float) -> dict[str, float]:
    return {"cx": (p["column"] + x) * p["stride"], "cy": (p["row"] + y) * p["stride"]}


DECODING = _solver(
    _cell,
    ("the sigmoid is missing", lambda p: _cell(p, **_at(p, p["offsets"][0][1], p["offsets"][1][1]))),
    ("the exponential is missing", lambda p: _cell(p, w=p["w"] * p["sizes"][0], h=p["h"] * p["sizes"][1])),
    ("the column belongs to x, the row to y", lambda p: _cell(p | {"row": p["column"], "column": p["row"]})),
    (
        "the offset is counted from the corner of the cell",
        lambda p: _cell(p, **_at(p, p["offsets"][0][0] + 0.5, p["offsets"][1][0] + 0.5)),
    ),
    ("the shape of an anchor is (w, h)", lambda p: _cell(p | {"w": p["h"], "h": p["w"]})),
)

# S13: crop and pad


def _windows(p: Params) -> int:
    return int((max(p["H"] - p["h"], 0) + 1) * (max(p["W"] - p["w"], 0) + 1))


def _padding(p: Params) -> int:
    return int(p["h"] * p["w"] - min(p["h"], p["H"]) * min(p["w"], p["W"]))


CROP = _solver(
    lambda p: ((3, p["h"], p["w"]), _windows(p), _padding(p)),
    ("sizes are (height, width)", lambda p: (3, p["w"], p["h"]), 0),
    ("channels come first", lambda p: (p["h"], p["w"], 3), 0),
    ("the shorter side is filled up", lambda p: (3, min(p["h"], p["H"]), min(p["w"], p["W"])), 0),
    ("the axes are independent: the numbers of places multiply", lambda p: _windows(p) + 1, 1),
    ("the first place counts too", lambda p: _windows(p) - 1, 1),
    (
        "a side that is filled up has one place: what is added is at its end",
        lambda p: (abs(p["H"] - p["h"]) + 1) * (abs(p["W"] - p["w"]) + 1),
        1,
    ),
    ("the cut axis counts with the wanted size", lambda p: p["h"] * p["w"] - p["H"] * p["W"], 2),
    (
        "the cut axis counts with the wanted size",
        lambda p: max(p["h"] - p["H"], 0) * p["W"] + max(p["w"] - p["W"], 0) * p["H"],
        2,
    ),
    ("whole rows or columns are added", lambda p: max(p["h"] - p["H"], 0) + max(p["w"] - p["W"], 0), 2),
)

# S14: anchor index


def _index(p: Params) -> tuple[int, int, int]:
    cell, shape = divmod(p["n"], p["k"])
    row, column = divmod(cell, p["w"])
    return row, column, shape


def _centre(p: Params, half: float = 0.5) -> tuple[float, float]:
    row, column, _ = _index(p)
    return (column + half) * p["stride"], (row + half) * p["stride"]


INDEX = _solver(
    lambda p: (*_index(p), _centre(p)),
    ("a row has as many cells as there are columns", lambda p: p["n"] // (p["h"] * p["k"]), 0),
    ("the shape runs fastest: each cell has several numbers", lambda p: p["n"] // p["w"], 0),
    ("a row has as many cells as there are columns", lambda p: p["n"] // p["k"] % p["h"], 1),
    ("the shape runs fastest: each cell has several numbers", lambda p: p["n"] % p["w"], 1),
    ("the shape runs fastest, not the cell", lambda p: p["n"] // (p["h"] * p["w"]), 2),
    ("the centre lies in the middle of the cell", lambda p: _centre(p, 0.0), 3),
    ("x belongs to the column, y to the row", lambda p: _centre(p)[::-1], 3),
)

_FIRST = (LEVEL, NO_CROP, TRANSPOSED, FCN, HEAD, OVERLAP, METRICS, NMS, DILATED, WEIGHTED)
SOLVERS = {f"A2-Q-S{i}": solver for i, solver in enumerate((*_FIRST, BOXES, DECODING, CROP, INDEX), start=1)}
ORAL = Oral(BANK, SOLVERS, RUBRICS)
