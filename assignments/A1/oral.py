"""Answers to the questions of A1: solvers and typical mistakes of the shape questions. Rubrics: `rubrics`."""

from __future__ import annotations

import math

from assignments.A1.questions import BANK
from assignments.A1.rubrics import RUBRICS
from autograder.oral import Mistake, Oral, Solver
from kit.questions import Params

# S1: convolution output


def _side(size: int, kernel: int, stride: int, pad: int, dilation: int) -> int:
    return (size + 2 * pad - dilation * (kernel - 1) - 1) // stride + 1


def _convolution(p: Params) -> tuple[int, int, int, int]:
    height = _side(p["h"], p["kh"], p["sh"], p["ph"], p["d"])
    return p["n"], p["o"], height, _side(p["w"], p["kw"], p["sw"], p["pw"], p["d"])


def _fraction(p: Params, size: str, axis: str) -> float:
    span = p[size] + 2 * p["p" + axis] - p["d"] * (p["k" + axis] - 1) - 1
    return float(span / p["s" + axis] + 1)


def _exchanged(p: Params) -> tuple[int, int, int, int]:
    pairs = {"kh": p["kw"], "kw": p["kh"], "sh": p["sw"], "sw": p["sh"], "ph": p["pw"], "pw": p["ph"]}
    return _convolution(p | pairs)


_NOT_ROUNDED = "the incomplete last window is dropped, so the size is rounded down"
_PAD_ONCE = "padding is added on both sides"

CONVOLUTION = Solver(
    _convolution,
    (
        Mistake(
            _NOT_ROUNDED,
            lambda p: (p["n"], p["o"], _fraction(p, "h", "h"), _fraction(p, "w", "w")),
        ),
        Mistake(
            _NOT_ROUNDED,
            lambda p: (p["n"], p["o"], math.ceil(_fraction(p, "h", "h")), math.ceil(_fraction(p, "w", "w"))),
        ),
        Mistake(
            "the kernel is stretched by the dilation, its effective size is d(k-1)+1",
            lambda p: _convolution(p | {"d": 1}),
        ),
        Mistake("pairs are (height, width)", _exchanged),
        Mistake("the shape is (N, C, height, width)", lambda p: _convolution(p)[:2] + _convolution(p)[:1:-1]),
        Mistake("the result has one channel per kernel, not those of the input", lambda p: p["c"], part=1),
        Mistake(
            "the first window counts too: one more than the number of steps",
            lambda p: _convolution(p)[2] - 1,
            part=2,
        ),
        Mistake(
            "the first window counts too: one more than the number of steps",
            lambda p: _convolution(p)[3] - 1,
            part=3,
        ),
        Mistake(_PAD_ONCE, lambda p: _side(p["h"] - p["ph"], p["kh"], p["sh"], p["ph"], p["d"]), part=2),
        Mistake(_PAD_ONCE, lambda p: _side(p["w"] - p["pw"], p["kw"], p["sw"], p["pw"], p["d"]), part=3),
    ),
)

# S2: learned parameters


def _parameters(p: Params, *, groups: int | None = None, norm: int = 2, bias: bool | None = None) -> int:
    bias = p["bias"] if bias is None else bias
    total = p["o"] * (p["c"] // (groups or p["g"])) * p["kh"] * p["kw"] + (p["o"] if bias else 0)
    total += norm * p["o"] if p["norm"] else 0
    return int(total + (p["o"] + 1) * p["classes"])


PARAMETERS = Solver(
    _parameters,
    (
        Mistake("each group sees C/g channels only", lambda p: _parameters(p, groups=1)),
        Mistake("running mean and variance are buffers, not learned", lambda p: _parameters(p, norm=4)),
        Mistake(
            "batch normalisation learns a factor and a shift per channel", lambda p: _parameters(p, norm=0)
        ),
        Mistake(
            "the bias of the convolution is forgotten",
            lambda p: _parameters(p, bias=False) if p["bias"] else None,
        ),
        Mistake(
            "bias=False: the convolution has no bias",
            lambda p: None if p["bias"] else _parameters(p, bias=True),
        ),
        Mistake("the bias of the linear layer is forgotten", lambda p: _parameters(p) - p["classes"]),
        Mistake(
            "each group has kernels for its own share of the output channels",
            lambda p: _parameters(p | {"c": p["c"] // p["g"]}),
        ),
    ),
)

# S3: flattened size


def _flat(p: Params) -> int:
    return int(p["c"] * (p["h"] // 2 ** p["levels"]) * (p["w"] // 2 ** p["levels"]))


def _rounded_up(p: Params) -> int:
    h, w = (math.ceil(p[side] / 2 ** p["levels"]) for side in "hw")
    return int(p["c"] * h * w)


_BOTH = "both sides are halved on each level"
_DOWN = "each level rounds down"

FLAT = Solver(
    _flat,
    (
        Mistake(_BOTH, lambda p: p["c"] * p["h"] * p["w"] / 2 ** p["levels"]),
        Mistake(_BOTH, lambda p: p["c"] * p["h"] * p["w"] // 2 ** p["levels"]),
        Mistake(_DOWN, _rounded_up),
        Mistake(_DOWN, lambda p: p["c"] * p["h"] * p["w"] / 4 ** p["levels"]),
        Mistake(_DOWN, lambda p: p["c"] * p["h"] * p["w"] // 4 ** p["levels"]),
        Mistake("every channel is flattened, not one", lambda p: _flat(p) // p["c"]),
        Mistake("each block halves the sides again", lambda p: _flat(p | {"levels": 1})),
    ),
)

# S4: receptive field


def _field(p: Params) -> int:
    field = jump = 1
    for kernel, stride in p["layers"]:
        field += (kernel - 1) * jump
        jump *= stride
    return field


def _field_with_own_stride(p: Params) -> int:
    field = jump = 1
    for kernel, stride in p["layers"]:
        jump *= stride
        field += (kernel - 1) * jump
    return field


FIELD = Solver(
    _field,
    (
        Mistake(
            "after a stride, a later tap steps over several input pixels",
            lambda p: 1 + sum(k - 1 for k, _ in p["layers"]),
        ),
        Mistake(
            "neighbouring windows overlap, so kernel sizes do not add up",
            lambda p: sum(k for k, _ in p["layers"]),
        ),
        Mistake(
            "neighbouring windows overlap, so kernel sizes do not multiply",
            lambda p: math.prod(k for k, _ in p["layers"]),
        ),
        Mistake(
            "the strides of all earlier layers multiply; the layer's own stride acts on later ones only",
            lambda p: 1 + sum((k - 1) * s for k, s in p["layers"]),
        ),
        Mistake("the layer's own stride acts on later layers only", _field_with_own_stride),
    ),
)

# S5: updates


def _updates(p: Params) -> tuple[int, int]:
    full, rest = divmod(p["n"], p["b"])
    if p["drop_last"]:
        return p["epochs"] * full, p["b"]
    return p["epochs"] * (full + 1), rest


_WHOLE = (
    "each epoch makes a whole number of updates; its incomplete last batch makes one or, with drop_last, none"
)

UPDATES = Solver(
    _updates,
    (
        Mistake(_WHOLE, lambda p: p["epochs"] * p["n"] / p["b"], part=0),
        Mistake(_WHOLE, lambda p: math.ceil(p["epochs"] * p["n"] / p["b"]), part=0),
        Mistake(_WHOLE, lambda p: p["epochs"] * p["n"] // p["b"], part=0),
        Mistake(_WHOLE, lambda p: _updates(p | {"drop_last": not p["drop_last"]})[0], part=0),
        Mistake("an epoch is one pass over the data, an update one batch", lambda p: p["epochs"], part=0),
        Mistake("these are the updates of one epoch", lambda p: _updates(p | {"epochs": 1})[0], part=0),
        Mistake("an update takes a whole batch, not one sample", lambda p: p["epochs"] * p["n"], part=0),
        Mistake(
            "without drop_last the last batch is what is left over, with it all batches are full",
            lambda p: _updates(p | {"drop_last": not p["drop_last"]})[1],
            part=1,
        ),
    ),
)

# S6: first loss

FIRST_LOSS = Solver(
    lambda p: (float(p["classes"] - 1), math.log(p["classes"]), 1 / p["classes"]),
    (
        Mistake("the true class is not counted in the SVM loss", lambda p: float(p["classes"]), part=0),
        Mistake(
            "each wrong class is too close by the whole margin, although all scores are equal",
            lambda p: 0.0,
            part=0,
        ),
        Mistake(
            "the SVM loss adds up the other classes; the mean is over samples",
            lambda p: float(p["n"] * (p["classes"] - 1)),
            part=0,
        ),
        Mistake("that is ln 10, the value for ten classes", lambda p: math.log(10), part=1),
        Mistake(
            "that is the probability; the loss is its negative logarithm", lambda p: 1 / p["classes"], part=1
        ),
        Mistake("the logarithm is the natural one", lambda p: math.log10(p["classes"]), part=1),
        Mistake("the logarithm is the natural one", lambda p: math.log2(p["classes"]), part=1),
        Mistake(
            "the loss is minus the logarithm, so it is positive", lambda p: -math.log(p["classes"]), part=1
        ),
        Mistake(
            "the probabilities of all classes, the true one included, add up to one",
            lambda p: 1 / (p["classes"] - 1),
            part=2,
        ),
    ),
)

# S7: HOG length


def _hog(p: Params) -> int:
    rows, columns = p["h"] // p["cell"], p["w"] // p["cell"]
    if p["blocks"]:
        return int((rows - 1) * (columns - 1) * 4 * p["bins"])
    return int(rows * columns * p["bins"])


def _cells(p: Params) -> int:
    return _hog(p | {"blocks": False})


HOG = Solver(
    _hog,
    (
        Mistake(
            "the last block starts one cell earlier, there is one block less along each side",
            lambda p: 4 * _cells(p) if p["blocks"] else None,
        ),
        Mistake(
            "a block appends the histograms of all its cells", lambda p: _hog(p) // 4 if p["blocks"] else None
        ),
        Mistake("that is the length without blocks", lambda p: _cells(p) if p["blocks"] else None),
        Mistake(
            "that is the length with blocks", lambda p: None if p["blocks"] else _hog(p | {"blocks": True})
        ),
        Mistake("a cell has c*c pixels", lambda p: _hog(p) * p["cell"] if not p["blocks"] else None),
        Mistake(
            "a cell has c*c pixels",
            lambda p: p["h"] * p["w"] // p["cell"] * p["bins"] if p["blocks"] else None,
        ),
        Mistake("every histogram has one number per bin", lambda p: _hog(p) // p["bins"]),
        Mistake("pixels of a cell share one histogram", lambda p: p["h"] * p["w"] * p["bins"]),
    ),
)

# S8: statistics of normalisation layers

STATISTICS = Solver(
    lambda p: (p["c"], p["n"], p["n"] * p["c"], p["n"] * p["g"]),
    (
        Mistake(
            "batch normalisation averages over the batch, one pair per channel", lambda p: p["n"], part=0
        ),
        Mistake(
            "batch normalisation averages over the batch, one pair per channel",
            lambda p: p["n"] * p["c"],
            part=0,
        ),
        Mistake(
            "batch normalisation averages over height and width too",
            lambda p: p["c"] * p["h"] * p["w"],
            part=0,
        ),
        Mistake("layer normalisation averages within a sample, not over the batch", lambda p: p["c"], part=1),
        Mistake(
            "layer normalisation takes all values of a sample together here",
            lambda p: p["n"] * p["h"] * p["w"],
            part=1,
        ),
        Mistake(
            "instance normalisation takes each channel of each sample for itself", lambda p: p["c"], part=2
        ),
        Mistake(
            "instance normalisation takes each channel of each sample for itself", lambda p: p["n"], part=2
        ),
        Mistake(
            "one pair per group, not per channel of a group", lambda p: p["n"] * p["c"] // p["g"], part=3
        ),
        Mistake("group normalisation treats each sample for itself", lambda p: p["g"], part=3),
    ),
)

# S9: descent on a quadratic


def _after(p: Params, factor: float) -> float:
    return float(p["x0"] * factor ** p["n"])


_SLOPE = "the derivative of a x^2 / 2 is a x"

QUADRATIC = Solver(
    lambda p: (_after(p, 1 - p["lr"] * p["a"]), 2 / p["a"], 1 / p["a"]),
    (
        Mistake(_SLOPE, lambda p: _after(p, 1 - 2 * p["lr"] * p["a"]), part=0),
        Mistake(_SLOPE, lambda p: _after(p, 1 - p["lr"] * p["a"] / 2), part=0),
        Mistake(
            "the gradient changes on the way", lambda p: p["x0"] * (1 - p["n"] * p["lr"] * p["a"]), part=0
        ),
        Mistake("descent goes against the gradient", lambda p: _after(p, 1 + p["lr"] * p["a"]), part=0),
        Mistake(
            "the number of steps is off by one",
            lambda p: _after(p | {"n": p["n"] - 1}, 1 - p["lr"] * p["a"]),
            part=0,
        ),
        Mistake(
            "beyond the one-step rate the walk overshoots, but the error still shrinks for rates not far beyond it",
            lambda p: 1 / p["a"],
            part=1,
        ),
        Mistake("the rates are inverse to a", lambda p: 2 * p["a"], part=1),
        Mistake(_SLOPE, lambda p: 1 / (2 * p["a"]), part=2),
        Mistake("with this rate x jumps to the opposite side and back", lambda p: 2 / p["a"], part=2),
        Mistake("the rates are inverse to a", lambda p: p["a"], part=2),
    ),
)

# S10: gradient shapes

GRADIENTS = Solver(
    lambda p: ((p["a"], p["k"]), (p["a"], p["b"]), p["r"]),
    (
        Mistake("only a scalar needs no vector; v has one weight for each entry of ys", lambda p: (), part=0),
        Mistake("v belongs to ys, not to x", lambda p: (p["a"], p["b"]), part=0),
        Mistake("v has one weight for each entry of ys, not for one row", lambda p: (p["k"],), part=0),
        Mistake("a gradient has the shape of the tensor it belongs to", lambda p: (p["a"], p["k"]), part=1),
        Mistake("that is the shape of a gradient of the weights", lambda p: (p["k"], p["b"]), part=1),
        Mistake("that is the shape of a gradient of the weights", lambda p: (p["b"], p["k"]), part=1),
        Mistake("gradients are added, nothing sets them to zero", lambda p: 1, part=2),
        Mistake("the first pass is one of them", lambda p: p["r"] - 1, part=2),
        Mistake("gradients are added, they do not double", lambda p: 2 ** (p["r"] - 1), part=2),
    ),
)

SOLVERS = {
    f"A1-Q-S{i}": solver
    for i, solver in enumerate(
        (
            CONVOLUTION,
            PARAMETERS,
            FLAT,
            FIELD,
            UPDATES,
            FIRST_LOSS,
            HOG,
            STATISTICS,
            QUADRATIC,
            GRADIENTS,
        ),
        start=1,
    )
}
ORAL = Oral(BANK, SOLVERS, RUBRICS)
