"""Scenes for the oral exam of A2: what is called under the tracer, with sizes drawn for each student."""

from __future__ import annotations

from autograder.talk import Call, Make, Scene, corners, labels, normal, unit

SCENES = (
    Scene(
        "A2-E7",
        "one level up",
        {"n": (2, 3), "cin": (10, 12, 14), "skip": (5, 7), "out": (8, 9), "h": (11, 13), "w": (16, 17)},
        lambda p: Call(
            Make("Up", (p["cin"], p["skip"], p["out"])),
            {
                "x": normal(p["n"], p["cin"], p["h"], p["w"]),
                "skip": normal(p["n"], p["skip"], 2 * p["h"] + 1, 2 * p["w"]),
            },
        ),
    ),
    Scene(
        "A2-E7",
        "U-Net",
        {"n": (2, 4), "cin": (5, 7), "k": (9, 11), "width": (6, 10), "h": range(33, 40), "w": range(41, 48)},
        lambda p: Call(
            Make("UNet", (p["cin"], p["k"]), {"width": p["width"], "depth": 3}),
            {"x": normal(p["n"], p["cin"], p["h"], p["w"])},
        ),
    ),
    Scene(
        "A2-E8",
        "transposed convolution",
        {"n": (2, 3), "cin": (4, 5), "cout": (6, 7), "h": (8, 9), "w": (10, 11, 12), "k": (13, 14)},
        lambda p: Call(
            "transposed_conv2d",
            {"x": normal(p["n"], p["cin"], p["h"], p["w"]), "weight": normal(p["cin"], p["cout"], p["k"], p["k"])},
            {"stride": 3, "padding": 2},
        ),
    ),
    Scene(
        "A2-E8",
        "un-pooling",
        {"n": (2, 3), "c": (5, 7), "h": (4, 6), "w": (8, 9)},
        lambda p: Call(
            "max_unpool",
            {
                "x": normal(p["n"], p["c"], p["h"], p["w"]),
                "indices": labels(p["n"], p["c"], p["h"], p["w"], below=4 * p["h"] * p["w"]),
                "output_size": (2 * p["h"], 2 * p["w"] + 1),
            },
        ),
    ),
    Scene(
        "A2-E12",
        "intersection over union",
        {"n": range(6, 12), "m": range(13, 20)},
        lambda p: Call("box_iou", {"a": corners(p["n"]), "b": corners(p["m"])}),
    ),
    Scene(
        "A2-E13",
        "anchors",
        {"rows": (5, 6, 7), "columns": (9, 10, 11), "k": (13, 14)},
        lambda p: Call(
            "make_anchors", {"feature_hw": (p["rows"], p["columns"]), "stride": 16, "shapes": unit(p["k"], 2)}
        ),
    ),
    Scene(
        "A2-E14",
        "targets of anchors",
        {"a": range(17, 30), "g": (5, 6, 7)},
        lambda p: Call(
            "assign_targets",
            {"anchors": unit(p["a"], 4), "gt_boxes": corners(p["g"]), "gt_labels": labels(p["g"], below=10)},
        ),
    ),
    Scene(
        "A2-E15",
        "the head of YOLO",
        {"n": (2, 3), "cin": (12, 14), "k": (5, 6), "c": (7, 8), "h": (9, 10), "w": (11, 13)},
        lambda p: Call(
            Make("YOLOHead", (p["cin"],), {"num_anchors": p["k"], "num_classes": p["c"]}),
            {"x": normal(p["n"], p["cin"], p["h"], p["w"])},
        ),
    ),
    Scene(
        "A2-E15",
        "boxes from cells",
        {"h": (5, 6, 7), "w": (8, 9), "k": (10, 11)},
        lambda p: Call(
            "decode_cells", {"t": normal(p["h"], p["w"], p["k"], 4), "shapes": unit(p["k"], 2), "stride": 16}
        ),
    ),
)
