"""Answers to the questions of P3: solvers and typical mistakes of the shape questions. Rubrics: `rubrics`."""

from __future__ import annotations

import math
from collections.abc import Callable

from assignments.P3.questions import BANK
from assignments.P3.rubrics import RUBRICS
from autograder.oral import Mistake, Oral, Solver
from kit.questions import Params
from kit.questions.answer import Answer

Find = Callable[[Params], Answer]
Shape = tuple[int, ...]


def _solver(right: Find, *wrong: tuple[str, Find] | tuple[str, Find, int]) -> Solver:
    """A solver; each wrong answer is a message, a function and the entry that is wrong, if not all is."""
    return Solver(right, tuple(Mistake(*one) for one in wrong))


def _over(value: int, divisor: int) -> float:
    """The quotient, whole where it is."""
    return value // divisor if value % divisor == 0 else value / divisor


# S1: attention weights

WEIGHTS = _solver(
    lambda p: ((p["b"], p["n"], p["m"]), 2),
    ("attention compares positions, not features", lambda p: (p["b"], p["d"], p["d"]), 0),
    ("rows belong to the queries, columns to the keys", lambda p: (p["b"], p["m"], p["n"]), 0),
    ("the batch stays", lambda p: (p["n"], p["m"]), 0),
    ("that is the shape of the output", lambda p: (p["b"], p["n"], p["d"]), 0),
    ("each query shares its attention among the keys, not the other way round", lambda p: 1, 1),
    ("samples do not compete with one another", lambda p: 0, 1),
    ("axes count from 0, from the front", lambda p: -1, 1),
)

# S2: padding

PADDING = _solver(
    lambda p: ((p["k"] - 1) // 2, (p["h"] - p["k"] + 1, p["w"] - p["k"] + 1)),
    ("that is the total of both sides", lambda p: p["k"] - 1, 0),
    ("that is right for the smallest of these kernels only", lambda p: 1, 0),
    ("the first place of the kernel counts, too", lambda p: (p["h"] - p["k"], p["w"] - p["k"]), 1),
    (
        "the map loses a margin on both sides",
        lambda p: (p["h"] - (p["k"] - 1) // 2, p["w"] - (p["k"] - 1) // 2),
        1,
    ),
    ("sizes are (height, width)", lambda p: (p["w"] - p["k"] + 1, p["h"] - p["k"] + 1), 1),
)

# S3: gates of a GRU

GATES = _solver(
    lambda p: ((p["b"], p["hidden"]), p["hidden"]),
    ("that is the shape before the chunk", lambda p: (p["b"], 3 * p["hidden"]), 0),
    ("the chunk goes along the batch only with dim=0", lambda p: (-(-p["b"] // 3), 3 * p["hidden"]), 0),
    ("samples are rows", lambda p: (p["hidden"], p["b"]), 0),
    ("gates act on the state, not on the input", lambda p: (p["b"], p["d"]), 0),
    ("the gates are stacked: each has a share of these numbers", lambda p: 3 * p["hidden"], 1),
    ("four blocks are those of an LSTM", lambda p: _over(3 * p["hidden"], 4), 1),
    ("that is the input size", lambda p: p["d"], 1),
)

# S4: outputs of a recurrent net


def _out(p: Params) -> Shape:
    front = (p["b"], p["t"]) if p["first"] else (p["t"], p["b"])
    return (*front, p["dirs"] * p["h"])


_FINAL = "every direction of every layer has a final state of its own"

OUTPUTS = _solver(
    lambda p: (_out(p), (p["layers"] * p["dirs"], p["b"], p["h"])),
    ("the two directions are concatenated", lambda p: (*_out(p)[:2], p["h"]), 0),
    ("look at batch_first", lambda p: _out(p | {"first": not p["first"]}), 0),
    ("the last axis has states, not inputs", lambda p: (*_out(p)[:2], p["dirs"] * p["d"]), 0),
    ("only the last layer puts out", lambda p: (*_out(p)[:2], p["layers"] * _out(p)[2]), 0),
    (
        "the first axis counts layers and directions, not time",
        lambda p: (p["t"] * p["dirs"], p["b"], p["h"]),
        1,
    ),
    (_FINAL, lambda p: (p["dirs"], p["b"], p["h"]), 1),
    (_FINAL, lambda p: (p["layers"], p["b"], p["h"]), 1),
    ("batch_first is for sequences only", lambda p: (p["b"], p["layers"] * p["dirs"], p["h"]), 1),
    (
        "final states of the directions stand one after the other, not side by side",
        lambda p: (p["layers"], p["b"], p["dirs"] * p["h"]),
        1,
    ),
)

# S5: parameters of a recurrent net

_BLOCKS = {"rnn": 1, "gru": 3, "lstm": 4}


def _recurrent(p: Params, biases: int = 2, blocks: int = 0, deeper: str = "states") -> int:
    """Parameters; layers above the first read `deeper`: the states of all directions, of one, or the inputs."""
    sizes = {"states": p["dirs"] * p["h"], "one": p["h"], "inputs": p["d"]}
    inputs = [p["d"], *[sizes[deeper]] * (p["layers"] - 1)]
    each = (blocks or _BLOCKS[p["cell"]]) * p["h"]
    return int(p["dirs"] * sum(each * (size + p["h"] + biases) for size in inputs))


RECURRENT = _solver(
    _recurrent,
    ("cells as in torch have two biases", lambda p: _recurrent(p, biases=1)),
    ("the biases are forgotten", lambda p: _recurrent(p, biases=0)),
    ("a layer above the first reads both directions", lambda p: _recurrent(p, deeper="one")),
    ("a layer above the first reads states, not inputs", lambda p: _recurrent(p, deeper="inputs")),
    ("each direction has cells of its own", lambda p: _recurrent(p) // p["dirs"]),
    ("each layer has a cell of its own", lambda p: _recurrent(p | {"layers": 1})),
    ("there is a block of weights for each gate and for the candidate", lambda p: _recurrent(p, blocks=1)),
    ("count the blocks of this cell: GRU and LSTM differ by one", lambda p: _other_gated(p)),
)


def _other_gated(p: Params) -> int | None:
    other = {"gru": 4, "lstm": 3}.get(p["cell"])
    return _recurrent(p, blocks=other) if other else None


# S6: tokens of an image


def _tokens(p: Params) -> int:
    return int(p["rows"] * p["columns"])


def _numbers(p: Params) -> int:
    return int(p["c"] * p["patch"] ** 2)


TOKENS = _solver(
    lambda p: (_tokens(p), _numbers(p), _tokens(p) + 1),
    ("the patch size is the side of a patch, not of the grid", lambda p: p["patch"] ** 2, 0),
    ("the image is cut along both axes", lambda p: _tokens(p) * p["patch"], 0),
    ("every row of the grid has all its patches", lambda p: p["rows"] + p["columns"], 0),
    ("the channels are forgotten", lambda p: p["patch"] ** 2, 1),
    ("a patch is a square", lambda p: p["c"] * p["patch"], 1),
    ("that counts pixels, not patches", lambda p: p["c"] * _tokens(p), 1),
    ("CLS is a token of its own", _tokens, 2),
    ("the position is added to a token, it is none", lambda p: _tokens(p) + 2, 2),
    ("there is one CLS, not one a channel", lambda p: _tokens(p) + p["c"], 2),
)

# S7: position table


def _cells(p: Params) -> int:
    return int(p["side"] ** 2)


TABLE = _solver(
    lambda p: ((1, _cells(p) + 1, p["dim"]), (_cells(p) + 1) * p["dim"]),
    ("CLS has a position, too", lambda p: (1, _cells(p), p["dim"]), 0),
    ("that is an attention map", lambda p: (1, _cells(p) + 1, _cells(p) + 1), 0),
    ("positions are added after the embedding", lambda p: (1, _cells(p) + 1, 3 * p["patch"] ** 2), 0),
    ("the first axis is there for the batch", lambda p: (_cells(p) + 1, p["dim"]), 0),
    ("CLS has a position, too", lambda p: _cells(p) * p["dim"], 1),
    ("that is an attention map", lambda p: _cells(p) ** 2, 1),
    ("that is an attention map", lambda p: (_cells(p) + 1) ** 2, 1),
    ("every position has a vector, not a number", lambda p: _cells(p) + 1, 1),
)

# S8: attention with several heads


def _width(p: Params) -> int:
    return int(p["h"] * p["size"])


def _attention(p: Params) -> int:
    return 4 * _width(p) ** 2 + 4 * _width(p)


_SHARED = "heads share the width"

HEADS = _solver(
    lambda p: (p["size"], (p["b"], p["h"], p["n"], p["n"]), _attention(p)),
    (_SHARED, _width, 0),
    ("that is the number of heads", lambda p: p["h"], 0),
    ("each head has scores of its own", lambda p: (p["b"], p["n"], p["n"]), 1),
    ("that is the shape of the queries", lambda p: (p["b"], p["h"], p["n"], p["size"]), 1),
    ("attention compares positions, not features", lambda p: (p["b"], p["h"], p["size"], p["size"]), 1),
    ("the axis of the heads comes after the batch", lambda p: (p["b"], p["n"], p["n"], p["h"]), 1),
    (_SHARED, lambda p: p["h"] * 4 * _width(p) ** 2, 2),
    (_SHARED, lambda p: p["h"] * _attention(p), 2),
    ("the output projection is forgotten", lambda p: 3 * _width(p) ** 2 + 3 * _width(p), 2),
    ("the biases are forgotten", lambda p: 4 * _width(p) ** 2, 2),
)

# S9: parameters of a block


def _block(p: Params) -> int:
    width, r = _width(p), p["r"]
    return int((4 + 2 * r) * width**2 + (9 + r) * width)


BLOCK = _solver(
    _block,
    ("biases and norms are forgotten", lambda p: (4 + 2 * p["r"]) * _width(p) ** 2),
    ("that is the attention only", _attention),
    ("the norms are forgotten, or the biases of the attention", lambda p: _block(p) - 4 * _width(p)),
    ("there are two norms, each with weight and bias", lambda p: _block(p) - 2 * _width(p)),
    ("the biases of the MLP are forgotten", lambda p: _block(p) - (1 + p["r"]) * _width(p)),
    ("the MLP has two layers", lambda p: _block(p) - p["r"] * _width(p) ** 2 - _width(p)),
)

# S10: cost of attention


def _pairs(p: Params) -> int:
    return int(2 * p["n"] ** 2 * _width(p))


COST = _solver(
    lambda p: (_pairs(p), 4 * p["n"] * _width(p) ** 2, 2 * _width(p)),
    ("scores and weighted sum are two products", lambda p: _pairs(p) // 2, 0),
    (_SHARED, lambda p: p["h"] * _pairs(p), 0),
    ("every score is a sum over the numbers of a query", lambda p: 2 * p["h"] * p["n"] ** 2, 0),
    ("each token is projected", lambda p: 4 * _width(p) ** 2, 1),
    ("the output projection is forgotten", lambda p: 3 * p["n"] * _width(p) ** 2, 1),
    (_SHARED, lambda p: 4 * p["n"] * _width(p) * p["size"], 1),
    ("scores and weighted sum both count", lambda p: 4 * _width(p), 2),
    ("all four projections count", _width, 2),
)

# S11: sinusoid


def _angle(p: Params, exponent: float) -> float:
    return float(p["pos"] / 10000**exponent)


def _wave(p: Params, exponent: float | None = None, swap: bool = False) -> float:
    angle = _angle(p, 2 * (p["col"] // 2) / p["dim"] if exponent is None else exponent)
    return math.cos(angle) if (p["col"] % 2 == 1) != swap else math.sin(angle)


_PAIRED = "the two columns of a pair share one frequency, that of the even one"

SINUSOID = _solver(
    _wave,
    ("even columns are sines, odd ones cosines", lambda p: _wave(p, swap=True)),
    (_PAIRED, lambda p: _wave(p, 2 * p["col"] / p["dim"])),
    (_PAIRED, lambda p: _wave(p, p["col"] / p["dim"])),
    ("columns come in pairs, so the number of the pair counts twice", lambda p: _wave(p, p["col"] // 2 / p["dim"])),
    (
        "the angle is in radians",
        lambda p: (math.cos if p["col"] % 2 else math.sin)(math.radians(_angle(p, 2 * (p["col"] // 2) / p["dim"]))),
    ),
)

# S12: memory of the maps


def _mib(p: Params) -> float:
    return float(4 * p["layers"] * p["b"] * p["h"] * p["n"] ** 2 / 2**20)


MEMORY = _solver(
    _mib,
    ("each head has a map of its own", lambda p: _mib(p) / p["h"]),
    ("a map has a number for each pair of tokens", lambda p: _mib(p) / p["n"] * _width(p)),
    ("a map has a number for each pair of tokens", lambda p: _mib(p) / p["n"] * p["size"]),
    ("each block has maps of its own", lambda p: _mib(p) / p["layers"]),
    ("each image has maps of its own", lambda p: _mib(p) / p["b"]),
    ("a float32 takes several bytes", lambda p: _mib(p) / 4),
    ("a MiB is a power of two of bytes", lambda p: _mib(p) * 2**20 / 10**6),
)

# S13: truncated back-propagation


def _calls(p: Params) -> int:
    return int(-(-p["t"] // p["chunk"]))


CHUNKS = _solver(
    lambda p: (_calls(p), min(p["chunk"], p["t"])),
    ("the last, shorter chunk counts", lambda p: p["t"] // p["chunk"], 0),
    ("there is one call a chunk, not one a step", lambda p: p["t"], 0),
    ("that is the length of a chunk", lambda p: p["chunk"], 0),
    ("the graph is cut", lambda p: p["t"] if p["chunk"] < p["t"] else None, 1),
    ("there are not more steps than the sequence has", lambda p: p["chunk"] if p["chunk"] > p["t"] else None, 1),
    ("only the last chunk is shorter", lambda p: p["t"] % p["chunk"] if p["chunk"] < p["t"] else None, 1),
    ("the step of the loss counts", lambda p: min(p["chunk"], p["t"]) - 1, 1),
    ("that is the number of chunks", _calls, 1),
)

# S14: softmax under a mask


def _raised(p: Params, key: str) -> tuple[float, float]:
    return 2 / (p[key] + 1), 1 / (p[key] + 1)


_MASKED = "masked keys get nothing"
_NEW_SUM = "the sum grows, too"
_EXPONENTIAL = "the softmax takes exponentials of the scores"

MASKED = _solver(
    lambda p: (1 / p["allowed"], *_raised(p, "allowed")),
    (_MASKED, lambda p: 1 / p["scores"], 0),
    ("a row with allowed keys is normalised again", lambda p: 0.0, 0),
    ("the allowed keys share the weight, not the masked ones", lambda p: 1 / (p["scores"] - p["allowed"]), 0),
    (_NEW_SUM, lambda p: 2 / p["allowed"], 1),
    (_MASKED, lambda p: _raised(p, "scores")[0], 1),
    (_EXPONENTIAL, lambda p: (1 + math.log(2)) / (p["allowed"] + math.log(2)), 1),
    ("the others give way", lambda p: 1 / p["allowed"], 2),
    (_MASKED, lambda p: _raised(p, "scores")[1], 2),
    (_EXPONENTIAL, lambda p: 1 / (p["allowed"] + math.log(2)), 2),
)

# S15: parameters of a ViT


def _vit(p: Params) -> int:
    width = _width(p)
    embedding = (p["c"] * p["patch"] ** 2 + 1) * width
    tokens = width + (_cells(p) + 1) * width
    return int(embedding + tokens + p["depth"] * _block(p) + 2 * width + (width + 1) * p["k"])


VIT = _solver(
    _vit,
    ("CLS and positions are forgotten", lambda p: _vit(p) - (_cells(p) + 2) * _width(p)),
    ("the final norm is forgotten", lambda p: _vit(p) - 2 * _width(p)),
    (
        "one vector of the width is forgotten: the CLS token, its position, or the bias of the patch embedding",
        lambda p: _vit(p) - _width(p),
    ),
    ("the positions are forgotten", lambda p: _vit(p) - (_cells(p) + 1) * _width(p)),
    ("every block has parameters of its own", lambda p: _vit(p | {"depth": 1})),
    ("the head has a bias", lambda p: _vit(p) - p["k"]),
    ("the head is forgotten", lambda p: _vit(p) - (_width(p) + 1) * p["k"]),
    (
        "norms of the blocks are forgotten",
        lambda p: _vit(p) - p["depth"] * 4 * _width(p),
    ),
)

# S16: learning rate


def _rate(p: Params, step: int, curve: Callable[[float], float] | None = None, begin: int | None = None) -> float:
    begin = p["warmup"] if begin is None else begin
    share = (curve or (lambda t: (1 + math.cos(math.pi * t)) / 2))((step - begin) / (p["total"] - begin))
    return float(p["low"] + (p["base"] - p["low"]) * share)


RATE = _solver(
    lambda p: (p["base"] * (p["early"] + 1) / p["warmup"], _rate(p, p["later"])),
    ("steps count from 0", lambda p: p["base"] * p["early"] / p["warmup"], 0),
    ("the warm-up is not over", lambda p: p["base"], 0),
    ("during the warm-up there is no cosine", lambda p: _rate(p, p["early"], begin=0), 0),
    ("the warm-up has fewer steps than the training", lambda p: p["base"] * (p["early"] + 1) / p["total"], 0),
    ("the half cosine is shifted and halved", lambda p: p["base"] * _half(p, shifted=False), 1),
    ("the cosine begins after the warm-up", lambda p: _rate(p, p["later"], begin=0), 1),
    ("the fall is a cosine, not a straight line", lambda p: _rate(p, p["later"], lambda t: 1 - t), 1),
    ("it ends at the smallest rate, not at 0", lambda p: p["base"] * _half(p), 1),
    ("the smallest rate is not added on top of the base rate", lambda p: p["base"] * _half(p) + p["low"], 1),
)


def _half(p: Params, shifted: bool = True) -> float:
    wave = math.cos(math.pi * (p["later"] - p["warmup"]) / (p["total"] - p["warmup"]))
    return (1 + wave) / 2 if shifted else wave


# S17: gradient through a linear recurrence

RECURRENCE = _solver(
    lambda p: p["rho"] ** p["steps"],
    ("it is a product, not a sum", lambda p: p["rho"] * p["steps"]),
    ("the gradient meets the transpose, not the inverse", lambda p: p["rho"] ** -p["steps"]),
    ("count the products between the two states", lambda p: p["rho"] ** (p["steps"] + 1)),
    ("count the products between the two states", lambda p: p["rho"] ** (p["steps"] - 1)),
    ("what came before the first of the two states is no factor", lambda p: p["rho"] ** (p["start"] + p["steps"])),
    ("each step multiplies once more", lambda p: p["rho"]),
    ("the norm is not squared", lambda p: p["rho"] ** (2 * p["steps"])),
)

# S18: confusion matrix


def _counts(p: Params) -> tuple[int, int, int, int]:
    """Right, actual and predicted samples of the class, and all samples."""
    c = p["c"]
    return p["cm"][c][c], sum(p["cm"][c]), sum(row[c] for row in p["cm"]), sum(map(sum, p["cm"]))


_ROWS = "rows are actual, columns predicted"

CONFUSION = _solver(
    lambda p: (_counts(p)[0] / _counts(p)[1], _counts(p)[1]),
    ("that is the precision: " + _ROWS, lambda p: _counts(p)[0] / _counts(p)[2], 0),
    ("divided by all samples it is no score of a class", lambda p: _counts(p)[0] / _counts(p)[3], 0),
    ("that is the accuracy of all classes", lambda p: sum(p["cm"][i][i] for i in range(3)) / _counts(p)[3], 0),
    (
        "that is the IoU: of the others, only the missed ones count",
        lambda p: _counts(p)[0] / (_counts(p)[1] + _counts(p)[2] - _counts(p)[0]),
        0,
    ),
    (_ROWS, lambda p: _counts(p)[2], 1),
    ("the missed ones belong to the class, too", lambda p: _counts(p)[0], 1),
    ("that counts all classes", lambda p: _counts(p)[3], 1),
)

# S19: patch merging


def _merged(p: Params, channels: int, shrink: int = 2) -> Shape:
    return p["b"], p["h"] // shrink, p["w"] // shrink, channels * p["c"]


_NEIGHBOURS = "four neighbours are concatenated"
_ONCE = "each side is halved once"

MERGING = _solver(
    lambda p: (_merged(p, 4), _merged(p, 2)),
    (_NEIGHBOURS, lambda p: _merged(p, 1), 0),
    (_NEIGHBOURS + ", and the linear layer comes later", lambda p: _merged(p, 2), 0),
    (_ONCE, lambda p: _merged(p, 4, shrink=4), 0),
    ("neighbours become one", lambda p: _merged(p, 4, shrink=1), 0),
    ("the linear layer halves the length of a vector", lambda p: _merged(p, 4), 1),
    ("channels double where the sides are halved", lambda p: _merged(p, 1), 1),
    (_ONCE, lambda p: _merged(p, 2, shrink=4), 1),
    ("the linear layer changes the channels only", lambda p: _merged(p, 2, shrink=1), 1),
)

_FIRST = (WEIGHTS, PADDING, GATES, OUTPUTS, RECURRENT, TOKENS, TABLE, HEADS, BLOCK, COST)
_LAST = (SINUSOID, MEMORY, CHUNKS, MASKED, VIT, RATE, RECURRENCE, CONFUSION, MERGING)
SOLVERS = {f"P3-Q-S{i}": solver for i, solver in enumerate((*_FIRST, *_LAST), start=1)}
ORAL = Oral(BANK, SOLVERS, RUBRICS)
