"""Questions of A2: fourteen families of shape questions and forty-two concept questions. No answers.

Five places of the notebook draw one family each; S12 and S14 are for practice and for the oral examination, as are
all concept questions but the five of the notebook. `kit.questions.Practice` asks every family with other numbers.
"""

from __future__ import annotations

import random
from typing import Any

from kit.questions import Bank, Concept, Family, Params, different, pick
from kit.questions.answer import Form


def _code(source: str) -> str:
    return f"```python\n{source}\n```"


def _table(*rows: tuple[object, ...]) -> str:
    """A Markdown table; the first row is its head."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def _drawn(rng: random.Random, options: range | tuple[Any, ...], count: int) -> list[Any]:
    """Return `count` different ones of `options`, in random order."""
    return list(different(rng, **{str(i): options for i in range(count)}).values())


def _part(rng: random.Random, options: range | tuple[Any, ...], count: int) -> tuple[Any, ...]:
    """Return `count` of `options`, which may be equal."""
    return tuple(pick(rng, options) for _ in range(count))


# S1: U-Net level


def _draw_level(rng: random.Random) -> Params:
    depth, level = pick(rng, [(depth, level) for depth in range(2, 6) for level in range(1, depth)])
    sides = different(rng, h=range(64, 257, 2**depth), w=range(64, 257, 2**depth))
    return {"depth": depth, "level": level, "width": pick(rng, (8, 12, 16, 24))} | sides


def _ask_level(p: Params) -> str:
    return (
        "`UNet(3, 2, width={width}, depth={depth})` gets images of {h} x {w} (height x width). Its `Up` blocks "
        "enlarge by `nn.ConvTranspose2d(cin, cin // 2, 2, stride=2)` and concatenate. Which shape has the "
        "encoder's map at level {level} (level 0 is that of `inc`)? How many channels has the joined map at "
        "this level of the decoder?"
    ).format(**p)


# S2: sizes that need no crop


def _draw_no_crop(rng: random.Random) -> Params:
    while True:
        p = {"depth": pick(rng, (2, 3, 4, 5)), "h": pick(rng, range(33, 250))}
        if p["h"] % 2 ** p["depth"]:
            return p


def _ask_no_crop(p: Params) -> str:
    return (
        "A map of height {h} is halved {depth} times (`nn.MaxPool2d(2)`) and then doubled {depth} times. Which "
        "height comes back? What is the smallest height of at least {h} that comes back unchanged, so that "
        "nothing has to be cropped or padded?"
    ).format(**p)


# S3: transposed convolution


def _draw_transposed(rng: random.Random) -> Params:
    while True:
        p = {
            "n": pick(rng, range(5, 21)),
            "k": pick(rng, range(2, 6)),
            "s": pick(rng, (1, 2, 3)),
            "p": pick(rng, (0, 1, 2)),
            "d": pick(rng, (1, 2)),
            "op": pick(rng, (0, 1)),
        }
        # no size that stays as it is, and what torch allows
        if p["op"] < max(p["s"], p["d"]) and p["d"] * (p["k"] - 1) + p["op"] > 2 * p["p"]:
            return p


def _ask_transposed(p: Params) -> str:
    layer = "nn.ConvTranspose2d(2, 3, {k}, stride={s}, padding={p}, output_padding={op}, dilation={d})"
    return "A map of height {n} goes through this layer. Which height has the result?\n\n".format(**p) + _code(
        layer.format(**p)
    )


# S4: FCN-8s


def _draw_fcn(rng: random.Random) -> Params:
    return different(rng, c=range(2, 22), h=range(96, 641, 32), w=range(96, 641, 32))


def _ask_fcn(p: Params) -> str:
    return (
        "`FCN8s({c}, vgg16_features())` gets images of {h} x {w} (height x width). Which shapes have the three "
        "maps that it takes from the encoder, in the order of `taps`? How many learned numbers have its three "
        "score layers together?"
    ).format(**p)


# S5: detection head


def _draw_head(rng: random.Random) -> Params:
    sizes = _drawn(rng, range(5, 27), 2 * pick(rng, (1, 2, 3)))
    maps = list(zip(sizes[::2], sizes[1::2], strict=True))
    return different(rng, k=range(2, 6), c=range(1, 21)) | {"maps": maps}


def _ask_head(p: Params) -> str:
    maps = ", ".join(f"{h} x {w}" for h, w in p["maps"])
    several = f"{len(p['maps'])} maps" if len(p["maps"]) > 1 else "a map"
    return (
        f"A detector for {p['c']} classes has {p['k']} anchors a cell, and a `YOLOHead` for each of its maps: "
        f"{several} of {maps} cells (height x width). How many channels come out of the convolution of a head? "
        "How many boxes are predicted for an image, before any selection?"
    )


# S6: IoU and GIoU


def _draw_overlap(rng: random.Random) -> Params:
    aw, ah, bw, bh = _drawn(rng, range(3, 13), 4)
    both, none = (True, True), (False, False)
    overlap = pick(rng, (both, both, (True, False), (False, True), none, none))
    x, y = pick(rng, range(10)), pick(rng, range(10))
    steps = []
    for size, other, meets in ((aw, bw, overlap[0]), (ah, bh, overlap[1])):
        if meets:
            steps.append(pick(rng, [step for step in range(1 - other, size) if step]))
        else:
            steps.append(pick(rng, [size + gap for gap in (1, 2, 3, 4)] + [-other - gap for gap in (1, 2, 3, 4)]))
    left, top = x + max(-steps[0], 0), y + max(-steps[1], 0)
    bx, by = left + steps[0], top + steps[1]
    return {"a": (left, top, left + aw, top + ah), "b": (bx, by, bx + bw, by + bh)}


def _ask_overlap(p: Params) -> str:
    boxes = "What are IoU and GIoU of the boxes {a} and {b} (`xyxy`)".format(**p)
    return boxes + ", as fractions or to 4 significant digits?"


# S7: metrics


def _draw_metrics(rng: random.Random) -> Params:
    while True:
        cells = _drawn(rng, range(1, 30), 6)
        right = _drawn(rng, range(30, 70), 3)
        it = iter(cells)
        matrix = [[right[i] if i == j else next(it) for j in range(3)] for i in range(3)]
        c = pick(rng, (0, 1, 2))
        row, column = sum(matrix[c]), sum(line[c] for line in matrix)
        # far enough apart that no ratio can be taken for another
        if abs(row - column) >= 12:
            return {"cm": matrix, "c": c}


def _ask_metrics(p: Params) -> str:
    rows = "\n".join("    " + str(row) + "," for row in p["cm"])
    return (
        "A confusion matrix in the convention of this notebook. What are precision, recall, F1 and IoU of class "
        f"{p['c']}, mIoU, and weighted recall, as fractions or to 4 significant digits?\n\n"
    ) + _code(f"cm = [\n{rows}\n]")


# S8: NMS


def _draw_nms(rng: random.Random) -> Params:
    """A chain of three boxes in a row, and a pair elsewhere that may or may not overlap."""
    threshold = pick(rng, (0.3, 0.4, 0.5, 0.6))
    step = {0.3: (6, 7, 8, 9), 0.4: (5, 6, 7), 0.5: (4, 5), 0.6: (3, 4)}[threshold]
    s, height, far = pick(rng, step), pick(rng, range(11, 19)), pick(rng, (50, 60, 70))
    x, y, wide = pick(rng, range(0, 9)), pick(rng, range(0, 9)), pick(rng, range(14, 20))
    shift = pick(rng, (1, 2, 20, 21))
    chain = [(x + i * s, y, x + i * s + 20, y + height) for i in range(3)]
    pair = [(x + i, y + far + i * shift, x + i + wide, y + far + i * shift + 30) for i in range(2)]
    scores = sorted(_drawn(rng, range(41, 100), 5), reverse=True)
    ranks = _drawn(rng, range(5), 5)
    boxes = [*zip(chain, sorted(ranks[:3]), strict=True), *zip(pair, ranks[3:], strict=True)]
    order = _drawn(rng, range(5), 5)
    return {
        "threshold": threshold,
        "boxes": [boxes[i][0] for i in order],
        "scores": [scores[boxes[i][1]] / 100 for i in order],
    }


def _ask_nms(p: Params) -> str:
    rows = [(i, *box, score) for i, (box, score) in enumerate(zip(p["boxes"], p["scores"], strict=True))]
    question = f"What does `nms(boxes, scores, {p['threshold']})` return for these five boxes?\n\n"
    return question + _table(("position", "x1", "y1", "x2", "y2", "score"), *rows)


# S9: dilated convolution


def _draw_dilated(rng: random.Random) -> Params:
    while True:
        dilations = _part(rng, (1, 2, 3, 4), pick(rng, (2, 3, 4)))
        if len(set(dilations)) > 1:
            first = different(rng, k=(3, 5, 7), d=(1, 2, 3, 4), n=range(30, 90))
            return first | {"dilations": dilations, "ks": pick(rng, (3, 5, 7))}


def _ask_dilated(p: Params) -> str:
    return (
        "A kernel of length {k} has the dilation {d}. Over how many pixels does it reach, the outer ones "
        "included? Which padding keeps a map of height {n} at this height (stride 1)? And how many input pixels "
        "in height does an output pixel see after {layers} layers with kernels {ks} x {ks}, stride 1 and the "
        "dilations {dilations}?"
    ).format(**p, layers=len(p["dilations"]))


# S10: weighted cross-entropy


def _draw_weighted(rng: random.Random) -> Params:
    count = 3 + pick(rng, (0, 1))
    losses = _drawn(rng, (0.051, 0.105, 0.223, 0.357, 0.431, 0.598, 0.693, 0.916, 1.204, 1.609, 1.897, 2.303), count)
    ones = pick(rng, (1, 2))  # two classes among three pixels
    places = _drawn(rng, range(3), 3)
    labels = [int(places[i] < ones) for i in range(3)]
    if count == 4:
        labels.insert(pick(rng, range(4)), 2)
    weights = _drawn(rng, (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0), 2)
    return {"losses": losses, "labels": labels, "weights": weights}


def _ask_weighted(p: Params) -> str:
    head = ("label", "loss, not weighted")
    rows = list(zip(p["labels"], p["losses"], strict=True))
    note = "" if len(rows) == 3 else " (The loss of a pixel with label 2 was computed as if its label were 0.)"
    return (
        f"`weighted_cross_entropy` gets {len(rows)} pixels and `weight = torch.tensor({p['weights']})`. What "
        f"does it return, to 4 significant digits?{note}\n\n"
    ) + _table(head, *rows)


# S11: boxes


def _draw_boxes(rng: random.Random) -> Params:
    return different(rng, x=range(2, 36), y=range(2, 36), h=range(9, 29), w=range(9, 29))


def _ask_boxes(p: Params) -> str:
    raw = (p["x"], p["y"], p["h"], p["w"])
    return f"The raw annotation of a digit of MNISTClutter is `{raw}`. What is this box as `xyxy`, what as `cxcywh`?"


# S12: YOLOv3 decoding

_SIGMOIDS = ((0.2, -1.3863), (0.3, -0.8473), (0.4, -0.4055), (0.6, 0.4055), (0.7, 0.8473), (0.8, 1.3863))


def _draw_decoding(rng: random.Random) -> Params:
    stride = pick(rng, (8, 16))
    place = different(rng, row=range(2, 9), column=range(2, 9))
    shape = different(rng, w=range(stride // 2, 2 * stride), h=range(stride // 2, 2 * stride))
    offsets = _drawn(rng, _SIGMOIDS, 2)
    sizes = _drawn(rng, (-0.5, -0.4, -0.3, -0.2, 0.2, 0.3, 0.4), 2)
    return {"stride": stride, "offsets": offsets, "sizes": sizes} | place | shape


def _ask_decoding(p: Params) -> str:
    (sx, tx), (sy, ty) = p["offsets"]
    return (
        f"YOLOv3's form: the cell in row {p['row']}, column {p['column']} of a map of stride {p['stride']} "
        f"predicts t = ({tx}, {ty}, {p['sizes'][0]}, {p['sizes'][1]}) for an anchor shape (w, h) = ({p['w']}, "
        f"{p['h']}). The sigmoid of {tx} is {sx}, that of {ty} is {sy}. Which box is this, as `xyxy`?"
    )


# S13: crop and pad


def _draw_crop(rng: random.Random) -> Params:
    while True:
        p = different(rng, H=range(40, 160), W=range(40, 160), h=range(48, 150), w=range(48, 150))
        more = {(p["H"] - p["h"] > 0), (p["W"] - p["w"] > 0)}
        if len(more) == 2 and abs(p["H"] - p["h"]) >= 3 and abs(p["W"] - p["w"]) >= 3:
            return p


def _ask_crop(p: Params) -> str:
    return (
        "An item has an image of {H} x {W} (height x width). What is the shape of the image of "
        "`pad_or_crop(item, ({h}, {w}))`? How many different windows of the item can it show? How many pixels "
        "of its mask are padding?"
    ).format(**p)


# S14: anchor index


def _draw_index(rng: random.Random) -> Params:
    p = different(rng, h=range(4, 20), w=range(4, 20), k=(2, 3, 4, 5))
    count = p["h"] * p["w"] * p["k"]
    return p | {"stride": pick(rng, (4, 8, 16, 32)), "n": pick(rng, range(count // 5, count))}


def _ask_index(p: Params) -> str:
    return (
        "`make_anchors(({h}, {w}), {stride}, shapes)` with {k} shapes: in which row and column of the map lies "
        "anchor number {n}, which of the shapes has it (counted from 0), and what is its centre (x, y)?"
    ).format(**p)


_SHAPE = "(channels, height, width)"
_MAP, _BOX = (int,) * 3, (float,) * 4
_ASKED = {
    1: (_draw_level, _ask_level),
    2: (_draw_no_crop, _ask_no_crop),
    3: (_draw_transposed, _ask_transposed),
    4: (_draw_fcn, _ask_fcn),
    5: (_draw_head, _ask_head),
    6: (_draw_overlap, _ask_overlap),
    7: (_draw_metrics, _ask_metrics),
    8: (_draw_nms, _ask_nms),
    9: (_draw_dilated, _ask_dilated),
    10: (_draw_weighted, _ask_weighted),
    11: (_draw_boxes, _ask_boxes),
    12: (_draw_decoding, _ask_decoding),
    13: (_draw_crop, _ask_crop),
    14: (_draw_index, _ask_index),
}
_ANSWERED: dict[int, tuple[str, Form, str, str]] = {  # title, form, example, entries
    1: ("a level of the U-Net", (_MAP, int), "((1, 20, 30), 4)", f"a tuple `({_SHAPE}, channels)`"),
    2: ("sizes that need no crop", (int, int), "(1, 2)", "a tuple `(height that comes back, smallest height)`"),
    3: ("transposed convolution", int, "1", "a whole number"),
    4: (
        "FCN-8s",
        (_MAP, _MAP, _MAP, int),
        "((1, 20, 30), (2, 40, 50), (3, 60, 70), 8)",
        f"three shapes `{_SHAPE}` and a whole number, in one tuple",
    ),
    5: ("detection head", (int, int), "(1, 2)", "a tuple `(channels, boxes)`"),
    6: ("IoU and GIoU", (float, float), "(0.3333, -0.25)", "a tuple `(IoU, GIoU)`"),
    7: (
        "metrics of a confusion matrix",
        (float,) * 6,
        "(0.1, 0.2, 0.3, 0.4, 0.5, 0.6)",
        "a tuple `(precision, recall, F1, IoU, mIoU, weighted recall)`",
    ),
    8: ("non-maximum suppression", (int, ...), "(0, 1)", "a tuple of positions, in the order of the result"),
    9: ("dilated convolution", (int,) * 3, "(1, 2, 4)", "a tuple `(reach, padding, receptive field)`"),
    10: ("weighted cross-entropy", float, "0.1234", "a number"),
    11: ("box formats", (_BOX, _BOX), "((1, 2, 3, 4), (5.5, 6, 7, 8))", "a tuple `(xyxy, cxcywh)`"),
    12: ("decoding as in YOLOv3", _BOX, "(1.5, 2.5, 3.5, 4.5)", "a tuple `(x1, y1, x2, y2)`"),
    13: ("crop and pad", (_MAP, int, int), "((1, 20, 30), 4, 5)", "a tuple `(shape, windows, padding pixels)`"),
    14: (
        "index of an anchor",
        (int, int, int, (float, float)),
        "(1, 2, 3, (4.5, 5.5))",
        "a tuple `(row, column, shape, (x, y))`",
    ),
}
FAMILIES = {
    f"A2-Q-S{i}": Family(f"A2-Q-S{i}", title, *_ASKED[i], form, example, entries, points=2)
    for i, (title, form, example, entries) in _ANSWERED.items()
}

_TEXTS = {
    1: "Why do the pixels have three labels, and the logits two channels? Three output channels would run, too: "
    "why, and what is wrong with them?",
    2: "`x.cuda()` stands alone on a line. Is `x` on the GPU afterwards? Say it for a tensor and for a module.",
    3: "Which metric suits Penn-Fudan, and why not another one? On which part of the data do you compute it, "
    "and for what?",
    4: "Cats are the positive class, dogs the negative one. Name the four outcomes of a prediction, and say "
    "which of them is which type of error.",
    5: "Say in words, without a formula, what precision, recall and accuracy of a cat detector are.",
    6: "Why does the cross-entropy get class weights? What do they change, at what price, and what is the sum "
    "divided by?",
    7: "Two classes: is the accuracy of the positive class the same number as that of the negative class?",
    8: "What is F1, when is it low, and how is it related to IoU?",
    9: "Which dtype and which values does a mask of Penn-Fudan have when it is read? What does the loss need, and "
    "how do you get there?",
    10: "What does `alpha` do in `imshow(mask, alpha=0.5)`?",
    11: "Which labels occur in MNISTClutter and in the targets of its anchors, and what do they mean?",
    12: "What is the difference between instance and semantic segmentation, and can one be made from the other?",
    13: "What is `__getattr__` for in the wrapper, when does Python call it, and what has to be watched?",
    14: "Why is a U-Net called so? How does it come down and up again, and what connects its two sides?",
    15: "Why do very deep networks train badly, and how do skip connections and LeakyReLU help?",
    16: "What does a transposed convolution with kernel 2 x 2 and stride 2 do? How does it differ from bilinear "
    "enlarging?",
    17: "Training with weights [1, 2] ends at a higher loss than training with [1, 1]. Which network is better, "
    "and how do you find out?",
    18: "Why is the encoder of FCN-8s frozen? Which inputs does it want?",
    19: "What is a 1x1 convolution, and what is it used for?",
    20: "Why is IoU not simply used as the loss? Answer for boxes and for label maps, and say what is used in its "
    "place.",
    21: "Where do the axes of a box point, and in which order are the four numbers of the raw annotation?",
    22: "What is an anchor, and which numbers are predicted for it?",
    23: "Why are there three anchors per cell, and why are maps of several scales used?",
    24: "Describe YOLO in one sentence.",
    25: "What is non-maximum suppression, step by step, and why is it needed?",
    26: "Which transformations are always applied to the images of this notebook, in training and in testing?",
    27: "What does a collate function do, and why does the detector need its own?",
    28: "What does the confusion matrix of C classes look like? Where are the right predictions?",
    29: "Compare weighted recall with mean recall.",
    30: "A scene is made smaller. Which interpolation do you take for the mask, which for the image, and why?",
    31: "Should padding be a class of its own or be ignored? What does each choice do to loss and metrics?",
    32: "An evaluation averages the IoU over the batches. Why is this not the IoU of the data set?",
    33: "Where does the checkerboard pattern of transposed convolutions come from, and what can be done about it?",
    34: "Find the bugs: this is to freeze an encoder after some epochs. Why can it still change, and its output "
    "for one and the same image, too? Name three reasons.\n\n"
    + _code(
        "for parameter in model.encoder.parameters():\n"
        "    parameter.requires_grad = False\n"
        "for images, masks in batches:  # optimizer: SGD with momentum and weight decay, of model.parameters()\n"
        "    model.train()\n"
        "    optimizer.zero_grad(set_to_none=False)\n"
        "    loss_fn(model(images), masks).backward()\n"
        "    optimizer.step()"
    ),
    35: "Compare detectors of one stage with those of two stages, and name three of each kind.",
    36: "What can assigning targets make of an anchor, and which rules decide?",
    37: "Why is the box loss masked?",
    38: "What is the difference between objectness and class probability, and how do they become one score?",
    39: "A network for two classes reaches an accuracy of 95 % and an mIoU of 0.475. How?",
    40: "Why must image and mask be cut at the same window? How would you test that they are?",
    41: "A digit is found twice, by two boxes above the threshold. What does that do to average precision?",
    42: "Compare the linear offset of this notebook with YOLOv3's offset.",
}
CONCEPTS = {f"A2-Q-C{i}": Concept(f"A2-Q-C{i}", text) for i, text in _TEXTS.items()}

BANK = Bank(
    notebook="A2",
    families=FAMILIES,
    concepts=CONCEPTS,
    always=tuple(f"A2-Q-C{i}" for i in (1, 3, 17, 20, 25)),
    pools={},
    slots={
        f"A2-Q-{place}": tuple(f"A2-Q-S{i}" for i in numbers)
        for place, numbers in enumerate(((1, 2), (3, 9), (4, 5), (6, 8, 11), (7, 10, 13)), start=1)
    },
)
