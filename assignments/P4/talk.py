"""Scenes for the oral exam of P4: what is called under the tracer, with sizes drawn for each student."""

from __future__ import annotations

from autograder.talk import Call, Make, Scene, labels, normal, unit

SCENES = (
    Scene(
        "P4-E1",
        "the encoder",
        {"n": (3, 5), "c": (2, 4), "latent": range(9, 14), "size": (64, 128)},
        lambda p: Call(
            Make(
                "Encoder", (), {"in_channels": p["c"], "image_size": p["size"], "latent_dim": p["latent"], "width": 8}
            ),
            {"x": unit(p["n"], p["c"], p["size"], p["size"])},
        ),
    ),
    Scene(
        "P4-E3",
        "the decoder",
        {"n": (3, 5), "c": (2, 4), "latent": range(9, 14), "size": (64, 128)},
        lambda p: Call(
            Make("Decoder", (p["latent"],), {"out_channels": p["c"], "image_size": p["size"], "width": 8}),
            {"z": normal(p["n"], p["latent"])},
        ),
    ),
    Scene(
        "P4-E6",
        "mean and covariance",
        {"n": range(20, 30), "f": range(5, 12)},
        lambda p: Call("fit_gaussian", {"features": normal(p["n"], p["f"])}),
    ),
    Scene(
        "P4-E7",
        "a straight line",
        {"n": (3, 4, 5), "f": range(6, 10), "count": range(11, 16)},
        lambda p: Call(
            "interpolate", {"z0": normal(p["n"], p["f"]), "z1": normal(p["n"], p["f"]), "count": p["count"]}
        ),
    ),
    Scene(
        "P4-E7",
        "an arc",
        {"n": (3, 4, 5), "f": range(6, 10), "count": range(11, 16)},
        lambda p: Call("slerp", {"z0": normal(p["n"], p["f"]), "z1": normal(p["n"], p["f"]), "count": p["count"]}),
    ),
    Scene(
        "P4-E8",
        "an image and its label",
        {"n": (5, 6), "k": (7, 9), "c": (2, 3), "latent": (11, 13)},
        lambda p: Call(
            Make(
                "ConditionalVAE",
                (p["k"],),
                {"in_channels": p["c"], "image_size": 64, "latent_dim": p["latent"], "width": 8},
            ),
            {"x": unit(p["n"], p["c"], 64, 64), "y": labels(p["n"], below=p["k"])},
        ),
    ),
    Scene(
        "P4-E9",
        "the generator",
        {"b": (3, 5), "z": range(11, 16), "k": (6, 7), "maps": (24, 40)},
        lambda p: Call(
            Make("Generator", (p["z"], p["k"]), {"channels": p["maps"], "label_channels": 9}),
            {"z": normal(p["b"], p["z"]), "y": labels(p["b"], below=p["k"])},
        ),
    ),
    Scene(
        "P4-E10",
        "the discriminator",
        {"b": (3, 5), "k": (6, 7), "maps": (12, 20)},
        lambda p: Call(
            Make("Discriminator", (p["k"],), {"channels": p["maps"]}),
            {"x": normal(p["b"], 1, 32, 32), "y": labels(p["b"], below=p["k"])},
        ),
    ),
)
