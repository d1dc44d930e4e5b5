"""Questions of P5: twelve families of shape questions, thirty-five concept questions. No answers.

The notebook asks ten families (P5-Q-1 to P5-Q-10) and one concept question of each of five groups; all the others are
for practice and for the oral examination. `kit.questions.Practice` asks every family with other numbers.
"""

from __future__ import annotations

import random
from typing import Any

from kit.questions import Bank, Concept, Family, Params, different, pick
from kit.questions.answer import Form


def _code(source: str) -> str:
    return f"```python\n{source}\n```"


def _drawn(rng: random.Random, options: range | tuple[Any, ...], count: int) -> list[Any]:
    """Return `count` different ones of `options`, in random order."""
    return list(different(rng, **{str(i): options for i in range(count)}).values())


_SIZES = (128, 256, 512, 1024, 2048)

# S01: shapes in PointNet


def _draw_pointnet(rng: random.Random) -> Params:
    p = different(rng, b=range(2, 65), n=_SIZES, k=range(3, 61), **{f"w{i}": range(24, 1025, 8) for i in (1, 2, 3)})
    p["w1"], p["w2"], p["w3"] = sorted((p["w1"], p["w2"], p["w3"]))
    return p


def _ask_pointnet(p: Params) -> str:
    return (
        "`PointNet({k}, point_widths=({w1}, {w2}, {w3}))` gets {b} clouds of {n} points each. Which shapes come out of "
        "the three shared layers of its MLPs (not those of its T-Nets) and of the pooling, and which shape have the "
        "logits?"
    ).format(**p)


# S02: a transform and its regulariser


def _draw_transform(rng: random.Random) -> Params:
    return different(rng, b=range(2, 65), n=_SIZES, k=(3, 16, 32, 64)) | {"c": pick(rng, (0.5, 1.5, 2, 3))}


def _ask_transform(p: Params) -> str:
    return (
        "`TNet({k})` gets {b} clouds in {k} channels, {n} points each: which shape does it return? And what is "
        "`orthogonality_loss` where each of its matrices is {c} times the identity?"
    ).format(**p)


# S03: parameters of a shared MLP


def _draw_shared(rng: random.Random) -> Params:
    widths = _drawn(rng, range(16, 257, 8), pick(rng, (2, 3)))
    return {"channels": [pick(rng, (3, 6, 9)), *widths], "n": pick(rng, range(100, 1000))}


def _ask_shared(p: Params) -> str:
    return (
        "How many parameters has this network, which is meant for clouds of {n} points? Each of its layers has a batch "
        "norm.\n\n"
    ).format(**p) + _code("MLP({channels}, shared=True, last_act=True)".format(**p))


# S04: shapes in EdgeConv


def _draw_edges(rng: random.Random) -> Params:
    while True:
        p = different(rng, b=range(2, 33), c=range(3, 65), out=range(24, 129), n=range(100, 1025), k=range(5, 41))
        if 2 * p["c"] not in p.values():
            return p


def _ask_edges(p: Params) -> str:
    return (
        "`EdgeConv({c}, {out}, k={k})` gets `x` of shape ({b}, {c}, {n}) and `idx` of shape ({b}, {n}, {k}). Which "
        "shapes have the edge features, the layer on them before the maximum, and the result after the maximum?"
    ).format(**p)


# S05: memory of the distance table


def _draw_memory(rng: random.Random) -> Params:
    sizes = {"b": pick(rng, (8, 16, 32)), "n": pick(rng, (512, 1024, 2048))}
    return sizes | different(rng, c=range(48, 129), k=range(5, 41))


def _ask_memory(p: Params) -> str:
    return (
        "`find_knn` gets {b} clouds of {n} points in {c} channels and k = {k}. How many MiB (2^20 bytes) does the "
        "float32 table of all distances take?"
    ).format(**p)


# S06: learning rate


def _draw_rate(rng: random.Random) -> Params:
    return {
        "lr": pick(rng, (0.001, 0.002, 0.003, 0.004, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1)),
        "e": pick(rng, range(100)),
        "m": pick(rng, range(3, 13)),
    }


def _ask_rate(p: Params) -> str:
    return (
        "`build_scheduler(optimizer)` starts from the rate {lr}; an epoch has {m} batches. Which rate is used in epoch "
        "{e} (counted from 0) where `scheduler.step()` stands in the loop over epochs? And which at the start of that "
        "epoch where it stands in the loop over batches? An expression that Python computes is fine."
    ).format(**p)


# S07: neighbours on a line


def _draw_line(rng: random.Random) -> Params:
    """Every other radius is one of the distances, so that the border matters."""
    while True:
        points = _drawn(rng, range(0, 50), 7)
        query = pick(rng, range(7))
        distances = sorted(abs(point - points[query]) for point in points)
        radius = pick(rng, range(5, 21)) if pick(rng, (True, False)) else pick(rng, distances[2:6])
        if len(set(distances)) == 7 and distances[2] <= radius < distances[6]:
            return {"points": points, "q": query, "r": radius, "k": pick(rng, (2, 3, 4, 5))}


def _ask_line(p: Params) -> str:
    return (
        "Points on a line, indices 0 to 6: {points}. How many neighbours within the radius {r} has the point with "
        "index {q}, itself included? And which are the indices of its {k} nearest neighbours by `find_knn`, in rising "
        "order?"
    ).format(**p)


# S08: recall


def _draw_recall(rng: random.Random) -> Params:
    """One class is frequent, and most mistakes are made in its favour."""
    frequent = pick(rng, range(3))

    def count(actual: int, predicted: int) -> int:
        if predicted == frequent:
            return pick(rng, range(40, 70) if actual == frequent else range(12, 26))
        return pick(rng, range(6, 13) if actual == predicted else range(1, 6))

    while True:
        confusion = [[count(actual, predicted) for predicted in range(3)] for actual in range(3)]
        if len({sum(row) for row in confusion}) == 3:
            return {"cm": confusion}


def _ask_recall(p: Params) -> str:
    return (
        "What are macro and weighted recall of this confusion matrix, to 4 significant digits?\n\n"
        + _code("confusion = torch.tensor({cm})")
    ).format(**p)


# S09: CLIP


def _draw_pairs(rng: random.Random) -> Params:
    return different(rng, b=range(10, 65, 3), c=range(5, 50, 3), d=(96, 128, 192, 256, 384, 512))


def _ask_pairs(p: Params) -> str:
    return (
        "Which shape have the logits of {b} images and {c} texts, with features of {d} numbers? And what is "
        "`compute_contrastive_loss` of {b} pairs where all features, of images and of texts, are one and the same "
        "vector, to 4 significant digits?"
    ).format(**p)


# S10: a point in a depth map

_DEPTH_AXIS = {"front": 1, "right": 0, "back": 1, "left": 0, "top": 2, "bottom": 2}
_COORDINATES = tuple(i / 100 for i in range(-56, 57) if abs(i) > 8)


def _draw_pixel(rng: random.Random) -> Params:
    """All coordinates, and their negatives, fall into different pixels and not near to a border of one."""
    view, size = pick(rng, tuple(_DEPTH_AXIS)), pick(rng, (16, 20, 24, 28, 32, 40, 48, 56, 64))
    while True:
        first, other = _drawn(rng, _COORDINATES, 3), pick(rng, _COORDINATES)
        places = [(sign * value + 1) / 2 * size for value in first for sign in (-1, 1)]
        clear = all(0.1 < place % 1 < 0.9 for place in places) and len({int(place) for place in places}) == 6
        if clear and abs(abs(first[_DEPTH_AXIS[view]]) - abs(other)) > 0.1:
            second = [other if i == _DEPTH_AXIS[view] else value for i, value in enumerate(first)]
            return {"a": tuple(first), "b": tuple(second), "view": view, "size": size}


def _ask_pixel(p: Params) -> str:
    return (
        "`project_depth` with size {size}: in which row and column of the {view} view is the point A = {a}? The point "
        "B = {b} lies on the same ray: which of the two stays, and with which value? Rows and columns count from 0."
    ).format(**p)


# S11: batches of views


def _draw_views(rng: random.Random) -> Params:
    while True:
        sizes = different(rng, b=range(8, 33), v=range(4, 8), h=range(24, 65), w=range(24, 65), d=range(65, 129))
        chosen = different(rng, cloud=range(1, sizes["b"]), view=range(1, sizes["v"]))
        if chosen["cloud"] * (sizes["v"] - 1) != chosen["view"] * (sizes["b"] - 1):
            return sizes | chosen


def _ask_views(p: Params) -> str:
    return (
        "`stack_views` gets depth maps of shape ({b}, {v}, {h}, {w}): which shape does it return, and which number "
        "(counted from 0) has the image of cloud {cloud}, view {view}? The encoder gives {d} numbers for an image: "
        "which shape has what the first linear layer of the adapter gets?"
    ).format(**p)


# S12: weights of the adapter


def _draw_adapter(rng: random.Random) -> Params:
    return different(rng, v=range(3, 11), d=range(16, 129), h=range(11, 100))


def _ask_adapter(p: Params) -> str:
    return "How many parameters has `InterViewAdapter({v}, {d}, {h}, ratio=0.6)`?".format(**p)


_PAIR, _CUBE, _MAP = (int,) * 2, (int,) * 3, (int,) * 4
_ASKED = {
    1: (_draw_pointnet, _ask_pointnet),
    2: (_draw_transform, _ask_transform),
    3: (_draw_shared, _ask_shared),
    4: (_draw_edges, _ask_edges),
    5: (_draw_memory, _ask_memory),
    6: (_draw_rate, _ask_rate),
    7: (_draw_line, _ask_line),
    8: (_draw_recall, _ask_recall),
    9: (_draw_pairs, _ask_pairs),
    10: (_draw_pixel, _ask_pixel),
    11: (_draw_views, _ask_views),
    12: (_draw_adapter, _ask_adapter),
}
_ANSWERED: dict[int, tuple[str, Form, str, str]] = {  # title, form, example, entries
    1: (
        "shapes in PointNet",
        (_CUBE, _CUBE, _CUBE, _PAIR, _PAIR),
        "((1, 2, 3), (1, 2, 3), (1, 2, 3), (1, 2), (1, 2))",
        "a tuple of five shapes",
    ),
    2: ("a transform and its regulariser", (_CUBE, float), "((1, 2, 3), 4.5)", "a tuple `(shape, loss)`"),
    3: ("parameters of a shared MLP", int, "1000", "a number"),
    4: (
        "shapes in EdgeConv",
        (_MAP, _MAP, _CUBE),
        "((1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3))",
        "a tuple of three shapes",
    ),
    5: ("memory of the distance table", float, "12.5", "a number"),
    6: ("learning rate", (float, float), "(0.1234, 0.2345)", "a tuple `(loop over epochs, loop over batches)`"),
    7: ("neighbours on a line", (int, (int, ...)), "(9, (7, 8, 9))", "a tuple `(how many, indices)`"),
    8: ("recall", (float, float), "(0.1234, 0.2345)", "a tuple `(macro, weighted)`"),
    9: ("images and texts", (_PAIR, float), "((1, 2), 3.456)", "a tuple `(shape, loss)`"),
    10: (
        "a point in a depth map",
        (int, int, str, float),
        '(1, 2, "C", 0.123)',
        "a tuple `(row, column, which stays, its value)`",
    ),
    11: (
        "batches of views",
        (_MAP, int, _PAIR),
        "((1, 2, 3, 4), 5, (6, 7))",
        "a tuple `(shape of the images, number of the image, shape of the adapter's input)`",
    ),
    12: ("weights of the adapter", int, "1000", "a number"),
}
FAMILIES = {
    f"P5-Q-S{i:02}": Family(f"P5-Q-S{i:02}", title, *_ASKED[i], form, example, entries)
    for i, (title, form, example, entries) in _ANSWERED.items()
}

_TEXTS = {
    # group 1, PointNet
    1: "What does a T-Net do?",
    2: "Why is the MLP of PointNet shared? Why does one write it as Conv1d with kernel 1 there, and as Linear in the "
    "head?",
    3: "What does max pooling do in PointNet?",
    4: "How would you turn the classifier into a segmentation network?",
    5: "Why has a layer before batch norm no bias? What happens if it has one?",
    6: "The features of all points become one vector by maximum, sum, mean, flattening, or flattening after each "
    "feature was sorted. Which of these are invariant to the order of the points, and what speaks against the others?",
    7: "One outlier lies far away from the cloud. What happens with max pooling, and what can be done?",
    8: "Why is the feature transform regularised, and how?",
    # group 2, data and training
    9: "Compare point clouds with voxels.",
    10: "What is the learning-rate schedule for, what does it do here, and where does its `step()` stand?",
    11: "How do weighted and macro recall differ? When does it matter?",
    12: "Why are clouds scaled and shifted, and how exactly?",
    13: "Why are the points of a cloud put in random order (`randperm`)?",
    14: "Compare ReLU, LeakyReLU and PReLU. Where do you begin?",
    15: "LeakyReLU against PReLU: what is learned, and how many parameters does that take?",
    16: "Where do dropout and activation belong in these networks?",
    17: "Your model contains errors and still scores well. How can that be, and what follows? Name an example with "
    "numbers.",
    18: "The task allows 10 epochs at one rate, with no change of it. What does this rule do to the results?",
    # group 3, DGCNN
    19: "How does message passing work?",
    20: "How does DGCNN find the neighbours of a point? And how could it be done without kNN?",
    21: "An edge feature holds x_j - x_i in place of x_j. Why? And why does it hold x_i, too?",
    22: "Dynamic or fixed graph: what is the difference, what does it bring, what does it cost?",
    23: "The neighbours of a whole batch come from cloud 0. Which line does that, and which test shows it?",
    # group 4, CLIP
    24: "Is CLIP trained without labels?",
    25: "What stands in the matrix of images and texts, and how does one get from it to probabilities?",
    26: "What does `topk(5, dim=-1)` return when it is applied to the probabilities, and what is it used for?",
    27: "Why is the text encoder given a sentence and not the bare name of the class, and why several sentences?",
    28: "What does the logit scale do, how is it learned, and what does it leave unchanged?",
    29: "Two pairs of the same class are in one batch of contrastive training. What happens?",
    35: "How does contrastive learning get its negatives? Compare the ways named with MoCo.",
    # group 5, PointCLIP and tools
    30: "Explain zero-shot PointCLIP step by step.",
    31: "What does the few-shot switch of PointCLIP do, and what does the adapter do?",
    32: "Why is only the adapter trained?",
    33: "The encoder of PointCLIP was trained with photographs and gets depth maps. What changes, and what helps?",
    34: "What do you log in TensorBoard, and how do you read it?",
}
CONCEPTS = {f"P5-Q-Q{i:02}": Concept(f"P5-Q-Q{i:02}", text) for i, text in sorted(_TEXTS.items())}


def _places() -> dict[str, tuple[str, ...]]:
    """Places 1 to 8 ask one family each, 9 and 10 draw."""
    asked = [(i,) for i in range(1, 9)] + [(9, 11), (10, 12)]
    return {f"P5-Q-{place}": tuple(f"P5-Q-S{i:02}" for i in ids) for place, ids in enumerate(asked, start=1)}


BANK = Bank(
    notebook="P5",
    families=FAMILIES,
    concepts=CONCEPTS,
    always=(),
    pools={  # question 35 is for practice
        str(group): tuple(f"P5-Q-Q{i:02}" for i in ids)
        for group, ids in enumerate((range(1, 9), range(9, 19), range(19, 24), range(24, 30), range(30, 35)), start=1)
    },
    slots=_places(),
)
