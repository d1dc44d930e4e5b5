"""Scenes for the oral exam of P5: what is called under the tracer, with sizes drawn for each student."""

from __future__ import annotations

from autograder.talk import Call, Make, Scene, labels, normal, unit

SCENES = (
    Scene(
        "P5-E03",
        "a shared MLP",
        {"n": (3, 4), "points": range(17, 23), "a": (5, 6), "b": range(9, 13), "c": range(13, 17)},
        lambda p: Call(
            Make("MLP", ([p["a"], p["b"], p["c"]], True), {"norm": True}), {"x": normal(p["n"], p["a"], p["points"])}
        ),
    ),
    Scene(
        "P5-E04",
        "a T-Net",
        {"n": (3, 4), "points": range(17, 23), "k": (5, 6), "wide": range(9, 13), "head": range(13, 17)},
        lambda p: Call(
            Make("TNet", (p["k"],), {"widths": (7, p["wide"]), "head": (p["head"],)}),
            {"x": normal(p["n"], p["k"], p["points"])},
        ),
    ),
    Scene(
        "P5-E05",
        "PointNet",
        {"n": (4, 5), "points": range(17, 23), "k": (6, 7), "wide": range(9, 13), "head": range(13, 17)},
        lambda p: Call(
            Make("PointNet", (p["k"],), {"point_widths": (8, p["wide"]), "head_widths": (p["head"],)}),
            {"x": normal(p["n"], 3, p["points"])},
        ),
    ),
    Scene(
        "P5-E06",
        "nearest neighbours",
        {"n": (3, 4), "c": (5, 6), "points": range(17, 23), "k": (7, 8, 9)},
        lambda p: Call("find_knn", {"x": normal(p["n"], p["c"], p["points"]), "k": p["k"]}),
    ),
    Scene(
        "P5-E07",
        "edge features",
        {"n": (3, 4), "c": (5, 6), "points": range(17, 23), "k": (7, 8, 9)},
        lambda p: Call(
            "gather_edge_features",
            {
                "x": normal(p["n"], p["c"], p["points"]),
                "idx": labels(p["n"], p["points"], p["k"], below=p["points"]),
            },
        ),
    ),
    Scene(
        "P5-E08",
        "an EdgeConv layer",
        {"n": (3, 4), "c": (5, 6), "points": range(17, 23), "k": (7, 8, 9), "out": range(11, 15)},
        lambda p: Call(Make("EdgeConv", (p["c"], p["out"], p["k"])), {"x": normal(p["n"], p["c"], p["points"])}),
    ),
    Scene(
        "P5-E08",
        "DGCNN",
        {"n": (3, 4), "points": range(19, 25), "k": (5, 6), "one": (7, 8), "two": (9, 10), "embed": range(13, 17)},
        lambda p: Call(
            Make(
                "DGCNN",
                (11,),
                {"k": p["k"], "widths": (p["one"], p["two"]), "embed": p["embed"], "head_widths": (12,)},
            ),
            {"x": normal(p["n"], 3, p["points"])},
        ),
    ),
    Scene(
        "P5-E12",
        "CLIP's logits",
        {"n": (3, 4, 5), "c": range(6, 10), "d": range(11, 16)},
        lambda p: Call(
            "compute_clip_logits",
            {
                "image_features": normal(p["n"], p["d"]),
                "text_features": normal(p["c"], p["d"]),
                "logit_scale": normal(),
            },
        ),
    ),
    Scene(
        "P5-E14",
        "depth maps",
        {"n": (3, 4, 5), "points": range(17, 23), "size": range(9, 14)},
        lambda p: Call("project_depth", {"points": unit(p["n"], p["points"], 3), "size": p["size"]}),
    ),
    Scene(
        "P5-E15",
        "logits of all views",
        {"n": (3, 4), "v": (5, 6), "c": range(7, 10), "d": range(11, 16)},
        lambda p: Call(
            "compute_pointclip_logits",
            {
                "view_features": normal(p["n"], p["v"], p["d"]),
                "text_features": normal(p["c"], p["d"]),
                "logit_scale": normal(),
                "view_weights": unit(p["v"]),
            },
        ),
    ),
    Scene(
        "P5-E16",
        "the inter-view adapter",
        {"n": (3, 4), "v": (5, 6), "d": range(7, 10), "hidden": range(11, 16)},
        lambda p: Call(
            Make("InterViewAdapter", (p["v"], p["d"], p["hidden"], 0.5)), {"x": normal(p["n"], p["v"], p["d"])}
        ),
    ),
)
