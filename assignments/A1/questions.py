"""Questions of A1: ten families of shape questions and thirty-two concept questions. No answers.

The families are public, the numbers are drawn for each student; `kit.questions.Practice` asks others.
"""

from __future__ import annotations

import random

from kit.questions import Bank, Concept, Family, Params, different, pick


def _code(source: str) -> str:
    return f"```python\n{source}\n```"


# S1: convolution output


def _draw_convolution(rng: random.Random) -> Params:
    sizes = different(
        rng,
        n=range(2, 10),
        c=range(1, 9),
        o=range(1, 9),
        h=range(17, 41),
        w=range(17, 41),
        kh=(1, 3, 5, 7),
        kw=(1, 3, 5, 7),
    )
    strides = different(rng, sh=(1, 2, 3), sw=(1, 2, 3))
    pads = different(rng, ph=(0, 1, 2, 3), pw=(0, 1, 2, 3))
    return sizes | strides | pads | {"d": pick(rng, (1, 2))}


def _ask_convolution(p: Params) -> str:
    layer = "nn.Conv2d({c}, {o}, ({kh}, {kw}), stride=({sh}, {sw}), padding=({ph}, {pw}), dilation={d})"
    shape = "({n}, {c}, {h}, {w})"
    return f"`x` has the shape `{shape.format(**p)}`. Which shape has `conv(x)`?\n\n" + _code(
        "conv = " + layer.format(**p)
    )


# S2: learned parameters


def _draw_parameters(rng: random.Random) -> Params:
    groups = pick(rng, (2, 3, 4))
    sizes = different(rng, c=range(1, 9), o=range(1, 9))
    return {
        "g": groups,
        "c": groups * sizes["c"],
        "o": groups * sizes["o"],
        **different(rng, kh=(1, 3, 5, 7), kw=(1, 3, 5, 7)),
        "bias": pick(rng, (True, False)),
        "norm": pick(rng, (True, False)),
        "classes": pick(rng, (0, 7, 10, 11, 13)),
    }


def _ask_parameters(p: Params) -> str:
    lines = ["nn.Conv2d({c}, {o}, ({kh}, {kw}), groups={g}, bias={bias}),".format(**p)]
    if p["norm"]:
        lines.append(f"nn.BatchNorm2d({p['o']}),")
    lines.append("nn.ReLU(),")
    if p["classes"]:
        lines += ["nn.AdaptiveAvgPool2d(1),", "nn.Flatten(),", f"nn.Linear({p['o']}, {p['classes']}),"]
    body = "\n".join("    " + line for line in lines)
    return "How many learned numbers does `net` have?\n\n" + _code(f"net = nn.Sequential(\n{body}\n)")


# S3: flattened size


def _draw_flat(rng: random.Random) -> Params:
    odd, even = pick(rng, range(33, 64, 2)), pick(rng, range(32, 64, 2))
    h, w = pick(rng, ((odd, even), (even, odd)))
    return {
        "c": pick(rng, range(64, 129)),
        "h": h,
        "w": w,
        "levels": pick(rng, (2, 3, 4)),
        "k": pick(rng, (3, 5, 7)),
    }


def _ask_flat(p: Params) -> str:
    return (
        "Images of {h} x {w} (height x width) go through {levels} blocks. Each block is a convolution with a "
        "{k} x {k} kernel and padding {pad}, a ReLU and `nn.MaxPool2d(2)`. The last convolution has {c} "
        "output channels; then comes `nn.Flatten()`. How many numbers per image come out?"
    ).format(**p, pad=p["k"] // 2)


# S4: receptive field


def _draw_field(rng: random.Random) -> Params:
    count = pick(rng, (3, 4, 5))
    kernels = [pick(rng, (2, 3, 5, 7)) for _ in range(count)]
    # a stride in the first layer, so that later layers step over input pixels
    strides = [pick(rng, (2, 3))] + [pick(rng, (1, 2, 3)) for _ in range(count - 1)]
    return {"layers": list(zip(kernels, strides, strict=True))}


def _ask_field(p: Params) -> str:
    rows = "\n".join(f"| {k} x {k} | {s} |" for k, s in p["layers"])
    return (
        "These convolution and pooling layers follow each other, the first at the top. How many input pixels "
        "in height does one output pixel see (its receptive field)?\n\n| kernel | stride |\n|---|---|\n"
        + rows
    )


# S5: updates


def _draw_updates(rng: random.Random) -> Params:
    while True:
        p = {
            "n": pick(rng, range(500, 7001)),
            "b": pick(rng, (32, 48, 64, 100)),
            "epochs": pick(rng, range(2, 10)),
        }
        if p["n"] % p["b"]:
            return p | {"drop_last": pick(rng, (True, False))}


def _ask_updates(p: Params) -> str:
    call = "DataLoader(data, batch_size={b}, drop_last={drop_last})".format(**p)
    return (
        f"`data` has {p['n']} samples; one update of the weights is made for each batch of `{call}`, for "
        f"{p['epochs']} epochs. How many updates are made altogether, and how many samples has the last "
        "batch of an epoch?"
    )


# S6: first loss


def _draw_first_loss(rng: random.Random) -> Params:
    classes = [c for c in range(3, 41) if c != 10]
    return different(rng, classes=classes, n=range(50, 500), d=range(50, 500))


def _ask_first_loss(p: Params) -> str:
    return (
        "A linear classifier for {classes} classes starts with weights of almost 0 and has no penalty. For "
        "{n} samples of {d} features, what is (to 4 digits) the first SVM loss (margin 1), the first softmax "
        "cross-entropy, and the probability that softmax gives to each class?"
    ).format(**p)


# S7: HOG length


def _draw_hog(rng: random.Random) -> Params:
    cell = pick(rng, (4, 5, 7, 8))
    cells = different(rng, h=range(3, 13), w=range(3, 13))
    return {
        "h": cell * cells["h"],
        "w": cell * cells["w"],
        "cell": cell,
        "bins": pick(rng, range(6, 13)),
        "blocks": pick(rng, (True, False)),
    }


def _ask_hog(p: Params) -> str:
    text = "HOG of an image of {h} x {w} pixels with cells of {cell} x {cell} pixels and {bins} bins".format(
        **p
    )
    if p["blocks"]:
        text += (
            ", in blocks of 2 x 2 cells that move by one cell; each block appends the histograms of its cells"
        )
    else:
        text += ", without blocks"
    return text + ". How many numbers has the feature vector?"


# S8: statistics of normalisation layers


def _draw_statistics(rng: random.Random) -> Params:
    while True:
        p = different(rng, n=range(2, 10), c=range(6, 33), h=range(5, 30), w=range(5, 30))
        groups = [g for g in range(2, p["c"]) if p["c"] % g == 0 and g * g != p["c"] and g != p["n"]]
        if groups:
            return p | {"g": pick(rng, groups)}


def _ask_statistics(p: Params) -> str:
    return (
        "A map has the shape `({n}, {c}, {h}, {w})`. How many pairs of mean and variance are computed in "
        "training by batch normalisation, layer normalisation (over channels, height and width), instance "
        "normalisation, and group normalisation with {g} groups?"
    ).format(**p)


# S9: descent on a quadratic


def _draw_quadratic(rng: random.Random) -> Params:
    a = pick(rng, (0.5, 1.0, 2.0, 4.0))
    step = pick(rng, (0.1, 0.2, 0.3, 0.4, 1.2, 1.3, 1.4, 1.6))
    drawn = different(rng, n=(2, 3, 4), x0=(-9, -8, -7, -6, -5, 5, 6, 7, 8, 9))
    return {"a": a, "lr": round(step / a, 6)} | drawn


def _ask_quadratic(p: Params) -> str:
    return (
        "Gradient descent on $f(x) = \\frac{{a}}{{2}} x^2$ with $a = {a:g}$ starts at $x_0 = {x0}$ with "
        "learning rate {lr:g}. What is $x_{{{n}}}$, that is $x$ after {n} steps? Below which learning rate "
        "does the descent converge (from any start)? With which one does it arrive in one step?"
    ).format(**p)


# S10: gradient shapes


def _draw_gradients(rng: random.Random) -> Params:
    return different(rng, a=range(6, 40), b=range(6, 40), k=range(6, 40), r=range(2, 6))


def _ask_gradients(p: Params) -> str:
    return (
        "Which shape must `v` have? Which shape has `x.grad`? How many times as large is `x.grad` at the "
        "end as after the first turn of the loop?\n\n"
    ) + _code(
        "x = torch.randn({a}, {b}, requires_grad=True)\nlayer = nn.Linear({b}, {k})\n"
        "for _ in range({r}):\n    ys = layer(x)\n    ys.backward(v)".format(**p)
    )


_PIXELS = "`(height, width)` last"
FAMILIES = {
    family.id: family
    for family in (
        Family(
            "A1-Q-S1",
            "convolution output",
            _draw_convolution,
            _ask_convolution,
            form=(int, int, int, int),
            example="(2, 3, 50, 60)",
            entries="the shape, a tuple of four whole numbers",
        ),
        Family(
            "A1-Q-S2",
            "learned parameters",
            _draw_parameters,
            _ask_parameters,
            form=int,
            example="5",
            entries="a whole number",
        ),
        Family(
            "A1-Q-S3",
            "flattened size",
            _draw_flat,
            _ask_flat,
            form=int,
            example="18",
            entries="a whole number",
        ),
        Family(
            "A1-Q-S4",
            "receptive field",
            _draw_field,
            _ask_field,
            form=int,
            example="1",
            entries="a whole number",
        ),
        Family(
            "A1-Q-S5",
            "updates",
            _draw_updates,
            _ask_updates,
            form=(int, int),
            example="(3, 4)",
            entries="a tuple `(updates, samples)` of two whole numbers",
        ),
        Family(
            "A1-Q-S6",
            "first loss",
            _draw_first_loss,
            _ask_first_loss,
            form=(float, float, float),
            example="(50, 0.123, 0.9)",
            entries="a tuple `(svm, softmax, probability)` of three numbers",
        ),
        Family(
            "A1-Q-S7", "length of HOG", _draw_hog, _ask_hog, form=int, example="50", entries="a whole number"
        ),
        Family(
            "A1-Q-S8",
            "statistics of normalisation layers",
            _draw_statistics,
            _ask_statistics,
            form=(int, int, int, int),
            example="(1, 2, 3, 4)",
            entries="a tuple `(batch, layer, instance, group)` of four whole numbers",
        ),
        Family(
            "A1-Q-S9",
            "descent on a quadratic",
            _draw_quadratic,
            _ask_quadratic,
            form=(float, float, float),
            example="(12.5, 0.75, 3)",
            entries="a tuple `(x, largest rate, one-step rate)` of three numbers",
        ),
        Family(
            "A1-Q-S10",
            "gradient shapes",
            _draw_gradients,
            _ask_gradients,
            form=((int, ...), (int, ...), int),
            example="((2, 3), (4, 5), 6)",
            entries="a tuple `(shape of v, shape of x.grad, factor)`; the shape of a scalar is `()`",
        ),
    )
}

_TEXTS = {
    1: "How does the initialisation (the start) change the result of gradient descent on `landscape`? Go "
    "through your five starts.",
    2: "How do we choose the learning rate and the number of iterations? Say what a bad choice of each "
    "looks like, how you search, when you stop, and what an iteration and an epoch are.",
    3: "What happens when gradient descent on `landscape` starts at 0, and why?",
    4: "Gradient descent on `landscape` runs 100 iterations with learning rate 0.1. Give the reason for the "
    "result of each of the starts -4, -1, 1 and 4.",
    5: "What changes in your observation table when the learning rate goes from 0.1 to 0.2, and what stays?",
    6: "What does a pooling layer do? Say what it computes from what, how far it moves by default, what it "
    "is good for, and how many numbers it has to learn.",
    7: "A network gets one more `nn.Conv2d(256, 256, 3, padding=1)` followed by `nn.ReLU(inplace=True)`. "
    "What happens to height and width? How many learned numbers are added? What does `inplace` mean? The "
    "test accuracy goes from 99.26 % to 99.28 %: what do you conclude?",
    8: "Why do we augment images? Name three augmentations that suit digits. Which part of the data gets "
    "them?",
    9: "You edit a function in the middle of the notebook. Why should you run again from the first "
    "definition downwards and not only from the edited cell?",
    10: "Why do we pass `torch.ones_like(ys)` to `ys.backward` when we want the derivative of `f` at every "
    "point of `xs`?",
    11: "Why does a model inherit from `nn.Module`? What would you have to do yourself without it?",
    12: "Which loss does the regression of part 3 use by default, and what does it compute?",
    13: "What does the MLP of part 3 get as its input, and how is that made from an image?",
    14: "Is it acceptable not to regularise? How can we reduce over-fitting? Name four ways.",
    15: "Do the parameters of convolution layers have to be found by gradient descent? Which ones are they, "
    "and what about pooling layers?",
    16: "What happens when `zero_grad` is left out of a training loop? What does that do to the steps, and "
    "does training still work?",
    17: "Compare a CNN with an MLP on images: name four differences.",
    18: "Why may the test set be used only once? What do you use while you try things out?",
    19: "Why is the test part normalised with mean and deviation of the training part and not with its own?",
    20: "k nearest neighbours on raw pixels reaches 38.6 % on CIFAR-10 (L1). Why so little? What else speaks "
    "against the method?",
    21: "Name three properties that make convolution suitable for images. What exactly happens to the "
    "output when the image is shifted?",
    22: "A classifier ends with `softmax` and is trained with `nn.CrossEntropyLoss`. What is wrong, what "
    "does it do to the loss, and why may nobody notice?",
    23: "What does batch normalisation compute with in training, and with what in test? What happens in "
    "training with a batch of 1 (features, no image axes)?",
    24: "Explain inverted dropout: what happens to the values in training and in test, and why?",
    25: "Compare the numerical and the analytic gradient: speed, exactness, risk of mistakes. How do you "
    "use one to check the other, and where does that fail?",
    26: "Which state do plain SGD, SGD with momentum, and Adam keep from one update to the next? What does "
    "Adam do to it before the step, and why?",
    27: "The weights of a deep network are drawn with standard deviation 0, 0.01 or 1.0. What goes wrong in "
    "each case? Which standard deviation suits ReLU?",
    28: "What do `model.eval()` and `torch.no_grad()` do? Does one of them include the other?",
    29: "Find the bug. What does it do to the result of a sample, and why may the training curve hide it?\n\n"
    + _code(
        "def predict(W, X):\n"
        '    """Class probabilities (N, C) of the rows of X (N, D)."""\n'
        "    scores = X @ W\n"
        "    e = (scores - scores.max(dim=0, keepdim=True).values).exp()\n"
        "    return e / e.sum(dim=0, keepdim=True)"
    ),
    30: "The model has dropout and batch normalisation. What is missing here, and what are the "
    "consequences? Name three.\n\n"
    + _code(
        "def accuracy(model, batches):\n"
        "    right = total = 0\n"
        "    for x, y in batches:\n"
        "        right += (model(x).argmax(dim=1) == y).sum()\n"
        "        total += len(y)\n"
        "    return right / total"
    ),
    31: "Two networks, each trained once, reach 99.26 % and 99.28 % on 10,000 test images. Why is this no "
    "evidence that the second is better? What would be?",
    32: "What does *batch* mean? How does it enter the gradient, and for which layer does it matter in "
    "another way?",
}
CONCEPTS = {f"A1-Q-C{i}": Concept(f"A1-Q-C{i}", text) for i, text in _TEXTS.items()}


def _ids(*numbers: int) -> tuple[str, ...]:
    return tuple(f"A1-Q-C{i}" for i in numbers)


BANK = Bank(
    notebook="A1",
    families=FAMILIES,
    concepts=CONCEPTS,
    always=_ids(1, 2, 3),
    pools={
        "A": _ids(4, 5, 9, 10, 11, 12, 13, 16, 26, 32),
        "B": _ids(8, 14, 18, 19, 20, 24, 31),
        "C": _ids(6, 7, 15, 17, 21, 22, 23, 25, 27, 28, 29, 30),
    },
)
