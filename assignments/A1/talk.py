"""Scenes for the oral exam of A1: what is called under the tracer, with sizes drawn for each student."""

from __future__ import annotations

from autograder.talk import Call, Given, Make, Scene, labels, normal, unit
from kit.probes import functions

SCENES = (
    Scene(
        "A1-E4",
        "numerical gradient",
        {"a": range(5, 9), "b": range(9, 14)},
        lambda p: Call(
            "numerical_gradient", {"f": Given(functions.power_sum(), "the sum of squares"), "x": normal(p["a"], p["b"])}
        ),
    ),
    Scene(
        "A1-E5",
        "SVM loss",
        {"n": range(11, 18), "d": range(5, 11), "c": range(19, 25)},
        lambda p: Call(
            "svm_loss",
            {"W": normal(p["d"], p["c"]), "X": normal(p["n"], p["d"]), "y": labels(p["n"], below=p["c"]), "reg": 0.5},
        ),
    ),
    Scene(
        "A1-E6",
        "softmax loss",
        {"n": range(20, 27), "d": range(5, 12), "c": range(13, 19)},
        lambda p: Call(
            "softmax_loss",
            {"W": normal(p["d"], p["c"]), "X": normal(p["n"], p["d"]), "y": labels(p["n"], below=p["c"]), "reg": 0.5},
        ),
    ),
    Scene(
        "A1-E9",
        "histograms of gradients",
        {"n": (11, 12, 13), "rows": (2, 3, 4), "columns": (5, 6, 7), "h": (8, 10), "w": (14, 15), "bins": (16, 17)},
        lambda p: Call(
            "hog",
            {"images": unit(p["n"], p["rows"] * p["h"], p["columns"] * p["w"])},
            {"cell": (p["h"], p["w"]), "bins": p["bins"]},
        ),
    ),
    Scene(
        "A1-E9",
        "an MLP",
        {"n": range(3, 7), "d": range(20, 30), "one": range(11, 20), "two": range(31, 40), "k": (7, 8, 9)},
        lambda p: Call(
            Make("HOGMLP", (p["d"],), {"hidden": (p["one"], p["two"]), "n_classes": p["k"]}),
            {"x": normal(p["n"], p["d"])},
        ),
    ),
    Scene(
        "A1-E11",
        "convolution",
        {
            "n": (2, 3),
            "c": (4, 5),
            "o": (6, 7, 8),
            "h": range(17, 25),
            "w": range(26, 35),
            "kh": (9, 11),
            "kw": (10, 12),
        },
        lambda p: Call(
            "conv2d_naive",
            {
                "x": normal(p["n"], p["c"], p["h"], p["w"]),
                "w": normal(p["o"], p["c"], p["kh"], p["kw"]),
                "b": normal(p["o"]),
            },
            {"stride": (2, 3), "pad": (1, 2)},
        ),
    ),
    Scene(
        "A1-E11",
        "max pooling",
        {"n": (2, 3), "c": (6, 7), "h": range(17, 25), "w": range(26, 35), "kh": (4, 5), "kw": (8, 9)},
        lambda p: Call(
            "max_pool2d_naive",
            {"x": normal(p["n"], p["c"], p["h"], p["w"]), "k": (p["kh"], p["kw"])},
            {"stride": (3, 2), "pad": (1, 2)},
        ),
    ),
    Scene(
        "A1-E13",
        "the network",
        {"n": range(5, 15)},
        lambda p: Call(Make("MNISTNet"), {"x": normal(p["n"], 1, 28, 28)}),
    ),
)
