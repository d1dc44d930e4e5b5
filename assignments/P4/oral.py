"""Answers to the questions of P4: solvers and typical mistakes of the shape questions. Rubrics: `rubrics`."""

from __future__ import annotations

import math
from collections.abc import Callable

from assignments.P4.questions import BANK
from assignments.P4.rubrics import RUBRICS
from autograder.oral import Mistake, Oral, Solver
from kit.questions import Params
from kit.questions.answer import Answer

Find = Callable[[Params], Answer]
Shape = tuple[int, ...]


def _solver(right: Find, *wrong: tuple[str, Find] | tuple[str, Find, int]) -> Solver:
    """A solver; each wrong answer is a message, a function and the entry that is wrong, if not all is."""
    return Solver(right, tuple(Mistake(*one) for one in wrong))


# S1: encoder and decoder


def _code(p: Params) -> Shape:
    return p["n"], p["latent"]


_TWO_HEADS = "two heads are returned, not one output"
_BATCH = "the batch is forgotten"

HALVES = _solver(
    lambda p: (_code(p), _code(p), (p["n"], p["c"], p["s"], p["s"])),
    (_TWO_HEADS, lambda p: (p["n"], 2 * p["latent"]), 0),
    (_BATCH, lambda p: (p["latent"],), 0),
    (_BATCH, lambda p: (1, p["latent"]), 0),
    ("samples are rows", lambda p: (p["latent"], p["n"]), 0),
    (_TWO_HEADS, lambda p: (p["n"], 2 * p["latent"]), 1),
    (_BATCH, lambda p: (p["latent"],), 1),
    ("each latent has a variance of its own", lambda p: (p["n"], 1), 1),
    ("samples are rows", lambda p: (p["latent"], p["n"]), 1),
    ("channels come after the batch", lambda p: (p["n"], p["s"], p["s"], p["c"]), 2),
    ("the decoder ends at the image, not at the latents", lambda p: (p["n"], p["latent"], p["s"], p["s"]), 2),
    (_BATCH, lambda p: (p["c"], p["s"], p["s"]), 2),
)

# S2: doublings


def _stage(p: Params, channels: float | None = None, side: int | None = None) -> tuple[float, int, int]:
    channels = p["channels"] // 2 ** p["doublings"] if channels is None else channels
    side = 4 * 2 ** p["doublings"] if side is None else side
    return channels, side, side


DOUBLINGS = _solver(
    lambda p: (_stage(p), round(math.log2(p["size"] / 4)), 16 * p["cin"] * p["cout"] + p["cout"]),
    ("the decoder halves the channels", lambda p: _stage(p, p["channels"] * 2 ** p["doublings"]), 0),
    ("the decoder halves the channels", lambda p: _stage(p, p["channels"]), 0),
    ("each stage doubles anew", lambda p: _stage(p, side=8 * p["doublings"]), 0),
    ("the start is not a single pixel", lambda p: _stage(p, side=2 ** p["doublings"]), 0),
    ("the start is not a single pixel", lambda p: round(math.log2(p["size"])), 1),
    ("each stage doubles anew", lambda p: p["size"] // 4, 1),
    ("the last doubling counts", lambda p: round(math.log2(p["size"] / 4)) - 1, 1),
    ("the bias is forgotten", lambda p: 16 * p["cin"] * p["cout"], 2),
    ("the kernel is a square", lambda p: 4 * p["cin"] * p["cout"] + p["cout"], 2),
    ("there is one bias for each channel that comes out", lambda p: 16 * p["cin"] * p["cout"] + p["cin"], 2),
)

# S3: strided convolutions


def _sizes(p: Params, padding: int | None = None, more: int = 1, up: bool = False) -> Shape | None:
    """The four heights: `padding` in all, `more` is the + 1 of the formula, `up` rounds up."""
    padding, sizes = 2 * p["p"] if padding is None else padding, [p["n"]]
    for _ in range(3):
        steps = sizes[-1] - p["k"] + padding
        sizes.append((-(-steps // 2) if up else steps // 2) + more)
    sizes.append(sizes[-1] - p["last"] + more)
    return tuple(sizes[1:]) if sizes[-1] > 0 else None


STRIDED = _solver(
    lambda p: (_sizes(p), p["b"]),
    ("the padding is forgotten", lambda p: _sizes(p, 0), 0),
    ("the padding is on both sides", lambda p: _sizes(p, p["p"]), 0),
    ("the first place counts, too", lambda p: _sizes(p, more=0), 0),
    ("what is left of a step is no place", lambda p: _sizes(p, up=True), 0),
    ("there is one logit per image", lambda p: p["b"] ** 2, 1),
    ("there is one logit per image", lambda p: 1, 1),
    ("there is one logit, real or generated, not one for each", lambda p: 2 * p["b"], 1),
)

# S4: factor of the KL term


def _values(p: Params) -> int:
    return int(p["c"] * p["h"] * p["w"])


FACTOR = _solver(
    lambda p: (p["latent"] / _values(p), p["c"]),
    ("all values of an image count, those of every channel", lambda p: p["latent"] / (p["h"] * p["w"]), 0),
    (
        "it is the other way round: the KL mean has fewer terms and gets the smaller weight",
        lambda p: _values(p) / p["latent"],
        0,
    ),
    ("the KL term is a mean over the latents, so their number counts", lambda p: 1 / _values(p), 0),
    ("the channels are what is forgotten, not the pixels", lambda p: p["h"] * p["w"], 1),
    ("latents stay in the factor", lambda p: p["latent"], 1),
    ("the whole image is too much: only the channels are missing", _values, 1),
)

# S5: KL divergence


def _divergence(p: Params, half: float = 0.5, scale: float = 1, mean: float = 2, minus: bool = True) -> float:
    pairs = zip(p["mu"], p["logvar"], strict=True)
    return float(sum(half * (m**mean + math.exp(scale * v) - 1 - (v if minus else 0)) for m, v in pairs))


DIVERGENCE = _solver(
    _divergence,
    ("without the half it is as if beta were doubled", lambda p: _divergence(p, half=1)),
    ("logvar is the log of the variance, not of the standard deviation", lambda p: _divergence(p, scale=2)),
    ("it is a divergence: never below zero", lambda p: -_divergence(p)),
    ("it is summed over the latents, not averaged", lambda p: _divergence(p) / len(p["mu"])),
    ("the mean is squared", lambda p: _divergence(p, mean=1)),
    ("logvar itself is subtracted, too", lambda p: _divergence(p, minus=False)),
)

# S6: weights of an interpolation

STRIP = _solver(
    lambda p: ((p["count"], p["n"], p["f"]), p["count"] * p["n"]),
    ("the new axis is in front", lambda p: (p["n"], p["count"], p["f"]), 0),
    ("the batch stays", lambda p: (p["count"], p["f"]), 0),
    ("axes of length one are stretched", lambda p: (p["count"], 1, 1), 0),
    ("the axes are not joined", lambda p: (p["count"] * p["n"], p["f"]), 0),
    ("each weight gives an image of every latent", lambda p: p["count"], 1),
    ("each weight gives an image of every latent", lambda p: p["count"] + p["n"], 1),
    ("a latent is one image, however many numbers it has", lambda p: p["count"] * p["n"] * p["f"], 1),
)

# S7: parameters of the generator's branches


def _places(p: Params) -> int:
    return int(16 * p["channels"])


BRANCHES = _solver(
    lambda p: (p["k"] * p["d"], (p["z"] + 1) * _places(p)),
    ("an embedding has no bias", lambda p: p["k"] * p["d"] + p["d"], 0),
    ("it is a table, not two vectors", lambda p: p["k"] + p["d"], 0),
    ("a row is a dense vector, no one-hot code", lambda p: p["k"] ** 2, 0),
    ("the bias is forgotten", lambda p: p["z"] * _places(p), 1),
    ("the places of the map are forgotten", lambda p: p["z"] * p["channels"], 1),
    ("the places of the map are forgotten", lambda p: (p["z"] + 1) * p["channels"], 1),
    ("each number that comes out has a bias", lambda p: p["z"] * _places(p) + p["channels"], 1),
    ("that is what comes out, not what is learned", _places, 1),
)

# S8: discriminator loss


def _softplus(x: float) -> float:
    return math.log1p(math.exp(x))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


LOGITS = _solver(
    lambda p: (_softplus(-p["real"]) + _softplus(p["fake"]), 2 * math.log(2)),
    ("targets swapped: real is to be large", lambda p: _softplus(p["real"]) + _softplus(-p["fake"]), 0),
    ("that is only one term: generated images count, too", lambda p: _softplus(-p["real"]), 0),
    ("that is only one term: real images count, too", lambda p: _softplus(p["fake"]), 0),
    (
        "both terms are added, not averaged",
        lambda p: (_softplus(-p["real"]) + _softplus(p["fake"])) / 2,
        0,
    ),
    (
        "logits go into the loss as they are, without a sigmoid",
        lambda p: _softplus(-_sigmoid(p["real"])) + _softplus(_sigmoid(p["fake"])),
        0,
    ),
    ("both images are to be called real: that is not the discriminator's aim", lambda p: _to_real(p), 0),
    ("that is only one of two terms", lambda p: math.log(2), 1),
    ("a logit of zero means undecided, not right", lambda p: 0.0, 1),
    ("a probability of one half is not the loss", lambda p: 0.5, 1),
    ("the logarithm is missing", lambda p: 1.0, 1),
)


def _to_real(p: Params) -> float:
    return _softplus(-p["real"]) + _softplus(-p["fake"])


# S9: a pixel under attack


def _moved(p: Params, direction: int, clip: bool = True, sign: bool = True) -> float:
    step = math.copysign(1, p["g"]) if sign else p["g"]
    value = float(p["x"] + direction * p["eps"] * step)
    return min(max(value, 0.0), 1.0) if clip else value


_AWAY = "an untargeted attack raises the loss of the true class"
_TOWARDS = "a targeted attack lowers the loss of its target"
_SIGN = "the sign of the gradient is taken, not its size"
_RANGE = "the result stays between 0 and 1"

PIXEL = _solver(
    lambda p: (_moved(p, 1), _moved(p, -1)),
    (_AWAY, lambda p: _moved(p, -1), 0),
    (_SIGN, lambda p: _moved(p, 1, sign=False), 0),
    (_RANGE, lambda p: _moved(p, 1, clip=False), 0),
    (_TOWARDS, lambda p: _moved(p, 1), 1),
    (_SIGN, lambda p: _moved(p, -1, sign=False), 1),
    (_RANGE, lambda p: _moved(p, -1, clip=False), 1),
)

# S10: Frechet distance


def _spread(a: list[float], b: list[float], power: float = 2) -> float:
    return float(sum(abs(one - other) ** power for one, other in zip(a, b, strict=True)))


def _squared(values: list[float]) -> list[float]:
    return [value**2 for value in values]


def _frechet(p: Params) -> float:
    return _spread(p["m1"], p["m2"]) + _spread(p["s1"], p["s2"])


FRECHET = _solver(
    _frechet,
    (
        "roots of the variances are compared, not the variances",
        lambda p: _spread(p["m1"], p["m2"]) + _spread(_squared(p["s1"]), _squared(p["s2"])),
    ),
    (
        "roots of the variances are compared, not the variances",
        lambda p: _spread(p["m1"], p["m2"]) + _spread(_squared(p["s1"]), _squared(p["s2"]), 1),
    ),
    ("the distance is squared, no root of the sum", lambda p: math.sqrt(_frechet(p))),
    ("the spread counts, too", lambda p: _spread(p["m1"], p["m2"])),
    ("the means count, too", lambda p: _spread(p["s1"], p["s2"])),
    (
        "differences of means are squared",
        lambda p: _spread(p["m1"], p["m2"], 1) + _spread(p["s1"], p["s2"]),
    ),
    (
        "twice the root of the product of the covariances is subtracted",
        lambda p: _spread(p["m1"], p["m2"]) + sum(_squared(p["s1"])) + sum(_squared(p["s2"])),
    ),
)

# S11: covariance

COVARIANCE = _solver(
    lambda p: ((p["f"], p["f"]), min(p["n"] - 1, p["f"])),
    ("rows are samples: features are compared with features", lambda p: (p["n"], p["n"]), 0),
    ("that is the shape of the features themselves", lambda p: (p["n"], p["f"]), 0),
    ("it holds all pairs, not only variances", lambda p: (1, p["f"]), 0),
    ("the mean costs one degree of freedom", lambda p: min(p["n"], p["f"]), 1),
    ("few samples cannot fill it", lambda p: p["f"], 1),
    ("it is limited by both numbers", lambda p: p["n"] - 1, 1),
    ("the mean costs a sample, not a feature", lambda p: p["f"] - 1 if p["f"] < p["n"] else None, 1),
)

# S12: a sample


def _sample(p: Params, deviation: Find) -> float:
    return float(p["mu"] + deviation(p) * p["eps"])


SAMPLE = _solver(
    lambda p: _sample(p, lambda p: math.exp(p["logvar"] / 2)),
    ("the standard deviation is the root of the variance", lambda p: _sample(p, lambda p: math.exp(p["logvar"]))),
    ("logvar is a logarithm", lambda p: _sample(p, lambda p: p["logvar"])),
    ("logvar is a logarithm", lambda p: _sample(p, lambda p: math.sqrt(abs(p["logvar"])))),
    ("the noise is scaled", lambda p: _sample(p, lambda p: 1)),
    (
        "twice the logarithm is the square, half of it the root",
        lambda p: _sample(p, lambda p: math.exp(2 * p["logvar"])),
    ),
    ("that is the mean without a sample", lambda p: float(p["mu"])),
)

# S13: concatenation


def _joined(p: Params, channels: int | None = None, b: int = 1, side: int = 1) -> Shape:
    channels = p["top"] + p["bottom"] if channels is None else channels
    return b * p["b"], channels, side * p["side"], side * p["side"]


JOINED = _solver(
    lambda p: (_joined(p), p["top"] == p["bottom"]),
    ("channels add, they do not multiply", lambda p: _joined(p, p["top"] * p["bottom"]), 0),
    ("axis 0 is the batch", lambda p: _joined(p, p["top"], b=2), 0),
    ("only one axis grows", lambda p: _joined(p, b=2), 0),
    ("only one axis grows", lambda p: _joined(p, side=2), 0),
    ("along the batch, channels have to be equal, and need no more", lambda p: p["top"] != p["bottom"], 1),
)

# S14: sizes that do not meet


def _halved(p: Params) -> int:
    return int(p["n"] >> p["halvings"])


def _doubled(p: Params) -> int:
    return int(p["start"] << (p["stages"] - p["halvings"]))


MEETING = _solver(
    lambda p: (_halved(p), _doubled(p), p["start"] << p["stages"]),
    ("that is the generator's map: the images have another size", _doubled, 0),
    (
        "each halving divides by two once more",
        lambda p: p["n"] // (2 * p["halvings"]) if p["halvings"] > 2 else None,
        0,
    ),
    ("that is the image itself", lambda p: p["n"], 0),
    ("that is the images' map: the generator has another size", _halved, 1),
    ("the doublings before the meeting count", lambda p: p["start"] << p["halvings"], 1),
    ("that is where the generator starts", lambda p: p["start"], 1),
    ("with this size the maps do not meet", lambda p: p["n"], 2),
    ("that is the generator's map at the meeting, not at its end", _doubled, 2),
)

# S15: length of a perturbation

LENGTH = _solver(
    lambda p: p["eps"] * math.sqrt(_values(p)),
    ("that is the largest change of a single value", lambda p: p["eps"]),
    ("that is the sum of the changes: squares are added and the root taken", lambda p: p["eps"] * _values(p)),
    ("the root of the sum of squares is missing", lambda p: p["eps"] ** 2 * _values(p)),
    ("the channels are forgotten", lambda p: p["eps"] * math.sqrt(p["h"] * p["w"])),
    ("eps is not under the root", lambda p: math.sqrt(p["eps"] * _values(p))),
)

_FIRST = (HALVES, DOUBLINGS, STRIDED, FACTOR, DIVERGENCE, STRIP, BRANCHES, LOGITS, PIXEL, FRECHET)
SOLVERS = {
    f"P4-Q-S{i}": solver for i, solver in enumerate((*_FIRST, COVARIANCE, SAMPLE, JOINED, MEETING, LENGTH), start=1)
}
ORAL = Oral(BANK, SOLVERS, RUBRICS)
