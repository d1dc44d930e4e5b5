"""Scenes for the oral exam of P3: what is called under the tracer, with sizes drawn for each student."""

from __future__ import annotations

from autograder.talk import Call, Make, Scene, labels, mask, normal, unit

SCENES = (
    Scene(
        "P3-E2",
        "one step of an LSTM",
        {"b": range(3, 8), "d": range(9, 14), "h": range(15, 20)},
        lambda p: Call(Make("LSTMCell", (p["d"], p["h"])), {"x": normal(p["b"], p["d"])}),
    ),
    Scene(
        "P3-E4",
        "two layers, both directions",
        {"b": (3, 4), "t": (5, 6, 7), "d": (8, 9, 10), "h": (11, 12, 13)},
        lambda p: Call(
            Make("Recurrent", ("lstm", p["d"], p["h"]), {"num_layers": 2, "bidirectional": True}),
            {"x": normal(p["b"], p["t"], p["d"])},
        ),
    ),
    Scene(
        "P3-E5",
        "truncated backpropagation",
        {"b": (3, 4), "t": (13, 14), "d": (8, 9), "h": (10, 11), "chunk": (5, 6)},
        lambda p: Call(
            "truncated_backward",
            {
                "cell": Make("RNNCell", (p["d"], p["h"])),
                "head": Make("nn.Linear", (p["h"], 7)),
                "x": normal(p["b"], p["t"], p["d"]),
                "y": labels(p["b"], p["t"], below=7),
                "chunk": p["chunk"],
            },
        ),
    ),
    Scene(
        "P3-E6",
        "images to patches",
        {"n": (2, 3), "c": (4, 5), "rows": (6, 7), "columns": (8, 9), "patch": (10, 11)},
        lambda p: Call(
            "patchify",
            {
                "images": unit(p["n"], p["c"], p["rows"] * p["patch"], p["columns"] * p["patch"]),
                "patch_size": p["patch"],
            },
        ),
    ),
    Scene(
        "P3-E7",
        "images as sequences",
        {"n": (5, 6), "patch": (7, 8), "embed": range(20, 26), "h": range(10, 15)},
        lambda p: Call(
            Make(
                "SequenceClassifier",
                ("gru",),
                {
                    "patch_size": p["patch"],
                    "embed_size": p["embed"],
                    "hidden_size": p["h"],
                    "bidirectional": True,
                    "num_classes": 9,
                },
            ),
            {"images": unit(p["n"], 3, 4 * p["patch"], 2 * p["patch"])},
        ),
    ),
    Scene(
        "P3-E8",
        "attention with a mask",
        {"b": (3, 4), "n": range(5, 9), "m": range(10, 15), "d": (16, 17), "v": (19, 20, 21)},
        lambda p: Call(
            "scaled_dot_product_attention",
            {
                "q": normal(p["b"], p["n"], p["d"]),
                "k": normal(p["b"], p["m"], p["d"]),
                "v": normal(p["b"], p["m"], p["v"]),
                "mask": mask(p["n"], p["m"]),
            },
        ),
    ),
    Scene(
        "P3-E9",
        "attention with several heads",
        {"b": (2, 3), "n": range(9, 16), "heads": (4, 5), "size": (6, 7, 8)},
        lambda p: Call(
            Make("MultiHeadSelfAttention", (p["heads"] * p["size"], p["heads"])),
            {"x": normal(p["b"], p["n"], p["heads"] * p["size"])},
            {"return_weights": True},
        ),
    ),
    Scene(
        "P3-E12",
        "Vision Transformer",
        {"n": (2, 3), "rows": (4, 6), "patch": (5, 7), "heads": (8, 9), "size": (10, 11)},
        lambda p: Call(
            Make(
                "ViT",
                (),
                {
                    "image_size": p["rows"] * p["patch"],
                    "patch_size": p["patch"],
                    "dim": p["heads"] * p["size"],
                    "heads": p["heads"],
                    "num_classes": 12,
                },
            ),
            {"images": unit(p["n"], 3, p["rows"] * p["patch"], p["rows"] * p["patch"])},
            {"return_attention": True},
        ),
    ),
    Scene(
        "P3-E13",
        "attention rollout",
        {"layers": (3, 4), "b": (5, 6), "heads": (7, 8), "t": range(9, 15)},
        lambda p: Call("attention_rollout", {"maps": unit(p["layers"], p["b"], p["heads"], p["t"], p["t"])}),
    ),
)
