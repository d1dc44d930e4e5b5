"""Questions of P3: nineteen families of shape questions, thirty-three concept questions. No answers.

The notebook asks ten families and C1 to C5; all the others are for practice and for the oral examination.
`kit.questions.Practice` asks every family with other numbers.
"""

from __future__ import annotations

import random
from typing import Any

from kit.questions import Bank, Concept, Family, Params, different, pick
from kit.questions.answer import Form


def _code(source: str) -> str:
    return f"```python\n{source}\n```"


def _drawn(rng: random.Random, options: range, count: int) -> list[Any]:
    """Return `count` different ones of `options`, in random order."""
    return list(different(rng, **{str(i): options for i in range(count)}).values())


# S1: attention weights


def _draw_weights(rng: random.Random) -> Params:
    return different(rng, b=range(2, 7), n=range(7, 41), m=range(41, 100), d=range(8, 65))


def _ask_weights(p: Params) -> str:
    return (
        "`scaled_dot_product_attention` gets queries of shape ({b}, {n}, {d}) and keys of shape ({b}, {m}, {d}). "
        "Which shape have the weights, and along which of their axes (counted from 0) do they sum to one?"
    ).format(**p)


# S2: padding


def _draw_padding(rng: random.Random) -> Params:
    return different(rng, h=range(30, 100), w=range(30, 100)) | {"k": pick(rng, (3, 5, 7, 9, 11))}


def _ask_padding(p: Params) -> str:
    return (
        "A convolution with a kernel of {k} x {k} and stride 1 gets maps of {h} x {w} (height x width). Which "
        "padding on each side keeps this size? And which size comes out with `padding=0`?"
    ).format(**p)


# S3: gates of a GRU


def _draw_gates(rng: random.Random) -> Params:
    while True:
        p = different(rng, b=range(4, 10), hidden=range(10, 41), d=range(10, 41))
        if 3 * p["hidden"] not in (p["d"], 4 * p["d"]):
            return p


def _ask_gates(p: Params) -> str:
    return (
        "A GRU cell gets `x` of shape ({b}, {d}).\n\n".format(**p)
        + _code(
            f"gates = F.linear(x, weight_ih, bias_ih)  # shape ({p['b']}, {3 * p['hidden']})\n"
            "r, z, n = gates.chunk(3, dim=1)"
        )
        + "\n\nWhich shape has `r`? Which hidden size has the cell?"
    )


# S4: outputs of a recurrent net


def _draw_outputs(rng: random.Random) -> Params:
    sizes = different(rng, b=range(7, 14), t=range(14, 40), d=range(5, 40), h=range(8, 40))
    kind = {"layers": pick(rng, (1, 2, 3)), "dirs": pick(rng, (1, 2)), "first": pick(rng, (True, False))}
    return sizes | kind | {"cell": pick(rng, ("rnn", "gru"))}


def _net(p: Params) -> str:
    return 'Recurrent("{cell}", {d}, {h}, num_layers={layers}, bidirectional={both}'.format(**p, both=p["dirs"] == 2)


def _ask_outputs(p: Params) -> str:
    return (
        "A batch of {b} sequences with {t} vectors of {d} numbers each, in the layout that `net` wants:\n\n".format(**p)
        + _code(f"net = {_net(p)}, batch_first={p['first']})\nout, h_n = net(x)")
        + "\n\nWhich shapes have `out` and `h_n`?"
    )


# S5: parameters of a recurrent net


def _draw_recurrent(rng: random.Random) -> Params:
    while True:
        p = different(rng, d=range(5, 60), h=range(8, 65))
        if min(abs(p["d"] - p["h"]), abs(p["d"] - 2 * p["h"])) > 3:
            break
    return p | {
        "layers": pick(rng, (1, 2, 2, 3)),
        "dirs": pick(rng, (1, 2, 2)),
        "cell": pick(rng, ("rnn", "gru", "lstm")),
    }


def _ask_recurrent(p: Params) -> str:
    return "How many learned numbers does this net have, with cells as in E1 to E3?\n\n" + _code(_net(p) + ")")


# S6: tokens of an image


def _draw_tokens(rng: random.Random) -> Params:
    while True:
        p = different(rng, rows=range(4, 15), columns=range(4, 15), patch=range(2, 9), c=(3, 4, 5))
        if p["patch"] ** 2 not in (p["rows"] * p["columns"], p["rows"] + p["columns"]):
            return p


def _ask_tokens(p: Params) -> str:
    return (
        f"Images of shape ({p['c']}, {p['rows'] * p['patch']}, {p['columns'] * p['patch']}) are cut into patches of "
        f"size {p['patch']}. How many tokens has an image, how many numbers has a token, and how long is the "
        "sequence once CLS is there?"
    )


# S7: position table


def _draw_table(rng: random.Random) -> Params:
    while True:
        p = different(rng, side=range(3, 10), patch=range(2, 9), dim=range(20, 97, 4), k=range(10, 40))
        if p["dim"] not in (p["side"] ** 2, p["side"] ** 2 + 1, 3 * p["patch"] ** 2):
            return p


def _ask_table(p: Params) -> str:
    return (
        "Which shape has the learned position table of this model, and how many parameters does it hold?\n\n"
    ) + _code(
        f"ViT(image_size={p['side'] * p['patch']}, patch_size={p['patch']}, dim={p['dim']}, heads=4, "
        f"num_classes={p['k']})"
    )


# S8: attention with several heads


def _draw_heads(rng: random.Random) -> Params:
    return different(rng, b=range(8, 17), h=range(2, 8), size=range(8, 25), n=range(25, 80))


def _ask_heads(p: Params) -> str:
    return (
        f"`MultiHeadSelfAttention({p['h'] * p['size']}, {p['h']})` gets {p['b']} sequences of {p['n']} tokens. How "
        "many numbers has a query of one head? Which shape do the scores of all heads have together? How many "
        "parameters has the layer?"
    )


# S9: parameters of a block


def _draw_block(rng: random.Random) -> Params:
    return different(rng, h=range(2, 9), size=range(9, 40), n=range(40, 99)) | {"r": pick(rng, (2, 4, 6))}


def _ask_block(p: Params) -> str:
    return (
        f"`TransformerBlock({p['h'] * p['size']}, {p['h']}, mlp_ratio={p['r']})` gets sequences of {p['n']} tokens. "
        "How many parameters does it have?"
    )


# S10: cost of attention


def _draw_cost(rng: random.Random) -> Params:
    while True:
        p = different(rng, n=range(33, 200), h=range(2, 9), size=range(9, 33))
        if p["n"] not in (p["h"] * p["size"] * factor for factor in (1, 2, 4)):
            return p


def _ask_cost(p: Params) -> str:
    return (
        f"`MultiHeadSelfAttention({p['h'] * p['size']}, {p['h']})` gets one sequence of {p['n']} tokens. How many "
        "multiply-adds do scores and weighted sums need in all heads together? How many do the four projections "
        "need (biases not counted)? For how many tokens would both numbers be equal?"
    )


# S11: sinusoid


def _draw_sinusoid(rng: random.Random) -> Params:
    while True:
        p = {"dim": pick(rng, range(8, 65, 2)), "pos": pick(rng, range(2, 60))}
        p["col"] = pick(rng, range(2, p["dim"]))
        angle = p["pos"] * 10 ** (-8 * (p["col"] // 2) / p["dim"])
        # neither a small value nor one where sine and cosine are nearly equal
        if len(set(p.values())) == 3 and (0.3 < angle < 0.7 or 0.9 < angle < 1.4):
            return p


def _ask_sinusoid(p: Params) -> str:
    return (
        "What stands in row {pos}, column {col} (both counted from 0) of `sinusoidal_encoding(100, {dim})`, to 4 "
        "significant digits?"
    ).format(**p)


# S12: memory of the maps


def _draw_memory(rng: random.Random) -> Params:
    while True:
        p = different(rng, b=range(16, 65), h=range(2, 9), layers=range(3, 13), n=range(65, 258), size=range(9, 15))
        if p["n"] != p["h"] * p["size"] and 4 not in p.values():
            return p


def _ask_memory(p: Params) -> str:
    return (
        f"A ViT of {p['layers']} blocks of width {p['h'] * p['size']} with {p['h']} heads each gets {p['b']} images, "
        f"and each block sees {p['n']} tokens. How many MiB do the attention weights of all blocks take in float32, "
        "to 4 significant digits?"
    )


# S13: truncated back-propagation


def _draw_chunks(rng: random.Random) -> Params:
    longer = pick(rng, (True, False, False, False, False))
    while True:
        p = {"t": pick(rng, range(20, 201)), "chunk": pick(rng, range(21, 260) if longer else range(3, 60))}
        short = p["t"] % p["chunk"]
        calls = p["t"] // p["chunk"] + 1
        if longer == (calls == 1) and short not in (0, calls, p["chunk"] - 1) and abs(calls - p["chunk"]) > 1:
            return p


def _ask_chunks(p: Params) -> str:
    return (
        "`truncated_backward(cell, head, x, y, chunk={chunk})` gets sequences of {t} steps. How many times does it "
        "call `backward()`? Through how many steps does the gradient of a loss reach back at most, the step of "
        "the loss itself included?"
    ).format(**p)


# S14: softmax under a mask


def _draw_masked(rng: random.Random) -> Params:
    while True:
        p = different(rng, scores=range(9, 60), allowed=range(3, 50))
        if p["allowed"] < p["scores"] - 2 and p["scores"] != 2 * p["allowed"]:
            return p


def _ask_masked(p: Params) -> str:
    return (
        "A query has {scores} scores, all equal; the mask allows {allowed} of the keys. What is the weight of an "
        "allowed key? Now the score of one of the allowed keys is raised by ln 2: what is its weight, and what "
        "is that of each other allowed key? As fractions or to 4 significant digits."
    ).format(**p)


# S15: parameters of a ViT


def _draw_vit(rng: random.Random) -> Params:
    while True:
        p = different(rng, side=range(3, 9), patch=range(2, 9), c=(1, 3, 4), depth=range(2, 9), k=range(10, 60))
        p |= {"h": pick(rng, (2, 3, 4)), "size": pick(rng, range(9, 25)), "r": pick(rng, (2, 3, 4))}
        if p["h"] * p["size"] not in (p["k"], p["side"] ** 2, p["c"] * p["patch"] ** 2):
            return p


def _ask_vit(p: Params) -> str:
    return "How many parameters does this model have?\n\n" + _code(
        f"ViT(image_size={p['side'] * p['patch']}, patch_size={p['patch']}, in_channels={p['c']}, "
        f"dim={p['h'] * p['size']},\n    depth={p['depth']}, heads={p['h']}, mlp_ratio={p['r']}, num_classes={p['k']})"
    )


# S16: learning rate


def _draw_rate(rng: random.Random) -> Params:
    warmup, rest = pick(rng, range(8, 30)), pick(rng, range(60, 200))
    # away from the middle, where a straight line and a cosine meet
    later = warmup + round(rest * pick(rng, (0.2, 0.24, 0.28, 0.32, 0.36, 0.64, 0.68, 0.72, 0.76, 0.8)))
    base, low = pick(rng, ((0.001, 0.0001), (0.001, 0.00005), (0.002, 0.0002), (0.002, 0.0001), (0.003, 0.0002)))
    return {
        "total": warmup + rest,
        "warmup": warmup,
        "early": pick(rng, range(2, warmup - 3)),
        "later": later,
        "base": base,
        "low": low,
    }


def _ask_rate(p: Params) -> str:
    low = f"{p['low']:.5f}".rstrip("0")
    return (
        f"What does `warmup_cosine(step, {p['total']}, {p['warmup']}, {p['base']:g}, min_lr={low})` return "
        f"for step {p['early']}, and what for step {p['later']}, to 4 significant digits?"
    )


# S17: gradient through a linear recurrence


def _draw_recurrence(rng: random.Random) -> Params:
    rho = pick(rng, (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.05, 1.1, 1.2, 1.3, 1.5))
    return different(rng, start=range(3, 15), steps=range(4, 25), h=range(30, 65)) | {"rho": rho}


def _ask_recurrence(p: Params) -> str:
    return (
        "A recurrence without activation, `h[t] = W @ h[t-1]`: W is {rho} times an orthogonal matrix of "
        "{h} x {h}. By which factor is the norm of a loss's gradient in `h[{start}]` larger than that in "
        "`h[{last}]` (below 1: smaller), if the loss depends on states after that one only? To 4 significant digits."
    ).format(**p, last=p["start"] + p["steps"])


# S18: confusion matrix


def _draw_confusion(rng: random.Random) -> Params:
    while True:
        wrong, right = _drawn(rng, range(1, 40), 6), _drawn(rng, range(41, 90), 3)
        it = iter(wrong)
        matrix = [[right[i] if i == j else next(it) for j in range(3)] for i in range(3)]
        c = pick(rng, (0, 1, 2))
        row, column = sum(matrix[c]), sum(line[c] for line in matrix)
        everything, hits = sum(map(sum, matrix)), sum(right)
        # far enough apart that no ratio can be taken for another
        if abs(row - column) >= 9 and abs(right[c] * everything - hits * row) >= 0.02 * hits * row:
            return {"cm": matrix, "c": c}


def _ask_confusion(p: Params) -> str:
    rows = "\n".join(f"    {row}," for row in p["cm"])
    return (
        f"A confusion matrix in the convention of this notebook. What is the recall of class {p['c']}, as a fraction "
        "or to 4 significant digits, and how many samples does this class have?\n\n"
    ) + _code(f"cm = [\n{rows}\n]")


# S19: patch merging


def _draw_merging(rng: random.Random) -> Params:
    return different(rng, b=range(2, 9), h=range(12, 61, 4), w=range(12, 61, 4), c=range(24, 129, 6))


def _ask_merging(p: Params) -> str:
    return (
        "Patch merging as in a Swin transformer gets a map of shape ({b}, {h}, {w}, {c}), channels last: the "
        "vectors of each 2 x 2 neighbourhood are concatenated, then a linear layer halves their length. Which "
        "shape has the map before this layer, which after it?"
    ).format(**p)


_PAIR, _CUBE, _MAP = (int,) * 2, (int,) * 3, (int,) * 4
_ASKED = {
    1: (_draw_weights, _ask_weights),
    2: (_draw_padding, _ask_padding),
    3: (_draw_gates, _ask_gates),
    4: (_draw_outputs, _ask_outputs),
    5: (_draw_recurrent, _ask_recurrent),
    6: (_draw_tokens, _ask_tokens),
    7: (_draw_table, _ask_table),
    8: (_draw_heads, _ask_heads),
    9: (_draw_block, _ask_block),
    10: (_draw_cost, _ask_cost),
    11: (_draw_sinusoid, _ask_sinusoid),
    12: (_draw_memory, _ask_memory),
    13: (_draw_chunks, _ask_chunks),
    14: (_draw_masked, _ask_masked),
    15: (_draw_vit, _ask_vit),
    16: (_draw_rate, _ask_rate),
    17: (_draw_recurrence, _ask_recurrence),
    18: (_draw_confusion, _ask_confusion),
    19: (_draw_merging, _ask_merging),
}
_COUNT = "a whole number"
_ANSWERED: dict[int, tuple[str, Form, str, str]] = {  # title, form, example, entries
    1: ("attention weights", (_CUBE, int), "((1, 20, 30), 0)", "a tuple `(shape, axis)`"),
    2: ("padding", (int, _PAIR), "(20, (30, 40))", "a tuple `(padding, (height, width))`"),
    3: ("gates of a GRU", (_PAIR, int), "((1, 2), 3)", "a tuple `(shape, hidden size)`"),
    4: ("outputs of a recurrent net", (_CUBE, _CUBE), "((1, 2, 3), (4, 5, 6))", "a tuple of two shapes"),
    5: ("parameters of a recurrent net", int, "1234", _COUNT),
    6: ("tokens of an image", _CUBE, "(1, 2, 3)", "a tuple `(tokens, numbers of a token, length)`"),
    7: ("position table", (_CUBE, int), "((2, 20, 30), 4)", "a tuple `(shape, parameters)`"),
    8: (
        "several heads",
        (int, _MAP, int),
        "(1, (2, 3, 4, 5), 6)",
        "a tuple `(numbers of a query, shape, parameters)`",
    ),
    9: ("parameters of a block", int, "1234", _COUNT),
    10: ("cost of attention", _CUBE, "(1000, 2000, 30)", "a tuple `(scores and sums, projections, tokens)`"),
    11: ("sinusoidal encoding", float, "0.1234", "a number"),
    12: ("memory of the maps", float, "1.234", "a number"),
    13: ("truncated back-propagation", _PAIR, "(1, 2)", "a tuple `(calls, steps)`"),
    14: ("softmax under a mask", (float,) * 3, "(0.1, 0.2, 0.3)", "a tuple of three weights"),
    15: ("parameters of a ViT", int, "1234", _COUNT),
    16: ("learning rate", (float, float), "(0.01, 0.02)", "a tuple of two rates"),
    17: ("gradient through time", float, "1.234", "a number"),
    18: ("confusion matrix", (float, int), "(0.1234, 5)", "a tuple `(recall, samples)`"),
    19: ("patch merging", (_MAP, _MAP), "((1, 2, 3, 4), (5, 6, 7, 8))", "a tuple of two shapes"),
}
FAMILIES = {
    f"P3-Q-S{i}": Family(f"P3-Q-S{i}", title, *_ASKED[i], form, example, entries)
    for i, (title, form, example, entries) in _ANSWERED.items()
}

_ASKED_OF_ALL = {
    1: "Why does the classifier of the ViT read only `x[:, 0, :]`?",
    2: "What does the residual connection of E7 do, and what did it bring in *your* table?",
    3: "Truncated back-propagation through time: what is the difference between detaching the state and resetting it?",
    4: "Patches that are cut by a plain `view` give nearly the same accuracy. Why, and how do you find the mistake?",
    5: "What changes in a ViT without positions, and what is the difference between fixed and learned ones?",
}
_ORAL = {
    1: "Which pattern of inputs and outputs is translation? Name the others.",
    2: "Is there one cell per time step?",
    3: "Why are recurrent nets run in both directions? When must they not be?",
    4: "Why is tanh the activation of a recurrent cell?",
    5: "What do the gates of an LSTM do, and why does it cope better with long sequences than a plain RNN?",
    6: "Compare a GRU with an LSTM. What do `batch_first` and `num_layers` do?",
    7: "The recurrent classifier stalls at some accuracy. What can you change to get past it?",
    8: "An image of 32 x 32 is cut by patches of 2 x 2. How many tokens are there, of which size?",
    9: "What is wrong with `out[:, -1]` as the summary of a bidirectional net?",
    10: "Why does a transformer need positions, and what is parallel in it?",
    11: "What does an attention weight mean?",
    12: "Given: `PositionalEmbedding` with both kinds of table. What do they cost, and which of them can be used for "
    "longer sequences?",
    13: "Why are the scores divided by the square root of d? Which d is it?",
    14: "What is the difference between pre-norm and post-norm?",
    15: "What happens if you take more heads at the same width?",
    16: "What is a linear map? Which layers are linear?",
    17: "What is in a confusion matrix?",
    18: "What sums to one after the softmax of attention, and which product comes next?",
    19: "Do you clip gradients by norm or by value, and at which place of the loop?",
    20: "What helps against exploding gradients, what against vanishing ones?",
    21: "Compare reading CLS with averaging all tokens.",
    22: "Why is LayerNorm used for sequences?",
    23: "What can a ViT still do without positions?",
    24: "Why does a ViT need more data than a CNN?",
    25: "Two programs reach equal accuracy. Is the code of both right?",
    26: "What is warm-up for?",
    27: "BatchNorm and LayerNorm: over what are their statistics taken, and what do they make of them?",
    28: "What does `torch.bmm` do with tensors of shapes (B, N, D) and (B, D, M)?",
}
CONCEPTS = {
    name: Concept(name, text)
    for letter, texts in (("C", _ASKED_OF_ALL), ("O", _ORAL))
    for name, text in ((f"P3-Q-{letter}{i}", text) for i, text in texts.items())
}

BANK = Bank(
    notebook="P3",
    families=FAMILIES,
    concepts=CONCEPTS,
    always=tuple(f"P3-Q-C{i}" for i in _ASKED_OF_ALL),
    pools={},
    slots={f"P3-Q-S{i}": (f"P3-Q-S{i}",) for i in (1, 3, 4, 5, 6, 8, 9, 11, 13, 14)},
)
