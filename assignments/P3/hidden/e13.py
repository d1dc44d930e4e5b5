"""P3-E13: attention maps, the grid of CLS, rollout."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from assignments.P3.hidden.vit_tools import F32, F64
from assignments.P3.probes import att_given as given
from assignments.P3.probes import att_runs as runs
from assignments.P3.probes import weights as loading
from assignments.P3.reference.attention import randn, rollout, vit, vit_weights
from kit.checks import Exercise, expect

e13 = Exercise("P3-E13", names=("collect_attention", "cls_attention_grid", "attention_rollout"))

# image size, patch size, channels, dim, depth, heads
MODELS = ((8, 4, 3, 12, 2, 3), (6, 2, 1, 8, 3, 2), (4, 4, 2, 6, 1, 1))
CLASSES = 4


def _model(student: Any, sizes: tuple[int, ...], dropout: float = 0.0) -> tuple[Any, dict[str, Tensor]]:
    """A given ViT in float64, and its weights."""
    image, patch, channels, dim, depth, _ = sizes
    weights = vit_weights(image, patch, channels, dim, depth, 2, CLASSES)
    net = student.run(given.vit(*sizes, dropout=dropout))
    net.double()
    student.run(loading.load(net, weights))
    return net, weights


def _collected(student: Any, net: Any, sizes: tuple[int, ...], images: Tensor) -> Tensor:
    got = student.collect_attention(net, images)
    side_effects = list(student.side_effects)
    recording = student.run(runs.recording())
    expect.that(not side_effects, f"collect_attention should leave its arguments unchanged, but {side_effects[:1]}")
    expect.that(recording is True, "torch no longer records gradients after collect_attention")
    tokens = (sizes[0] // sizes[1]) ** 2 + 1
    shape = sizes[4], len(images), sizes[5], tokens, tokens
    expect.tensor(got, "collect_attention", shape=shape, dtype=images.dtype, grad=False)
    value: Tensor = got
    return value


@e13.check("maps", points=0.5)
def maps(student: Any) -> None:
    """`collect_attention` gives the maps of the forward call, without graph, in eval mode also with dropout."""
    for sizes, dropout, mode in ((MODELS[0], 0.0, False), (MODELS[1], 0.5, True), (MODELS[2], 0.0, True)):
        net, weights = _model(student, sizes, dropout)
        for n in (3, 1):
            net.train(mode)
            images = randn(n, sizes[2], sizes[0], sizes[0])
            got = _collected(student, net, sizes, images)
            want = torch.stack(vit(weights, sizes[1], sizes[5], sizes[4], images)[1]).detach()
            words = f"in {'training' if mode else 'eval'} mode, dropout {dropout}"
            expect.close(got, want, f"the maps of a model {words},", 1e-7, 1e-7)
    with student.cuda():
        net = student.run(given.vit(*MODELS[0]))
        net.to("cuda")
        _collected(student, net, MODELS[0], torch.randn(2, 3, 8, 8))


def _same(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return torch.equal(one, other)


@e13.check("no-traces", points=0.5)
def no_traces(student: Any) -> None:
    """The call leaves mode, hooks, attributes, parameters and gradients of the model, and its images, alone."""
    for sizes, dropout in ((MODELS[0], 0.3), (MODELS[1], 0.0)):
        net, _ = _model(student, sizes, dropout)
        for mode in (True, False):
            net.train(mode)
            if not mode:  # a model with gradients from a training
                student.run(runs.backward(net, [randn(2, sizes[2], sizes[0], sizes[0])]))
            before = student.run(runs.traces(net))
            for n in (2, 3):
                images = randn(n, sizes[2], sizes[0], sizes[0])
                if n == 3:
                    images.requires_grad_()
                _collected(student, net, sizes, images)
            after = student.run(runs.traces(net))
            words = "training" if mode else "eval"
            expect.that(after["modes"] == before["modes"], f"a model in {words} mode has another mode afterwards")
            expect.that(after["hooks"] == before["hooks"], "hooks are left on the model")
            same = after["attributes"] == before["attributes"] and after["methods"] == before["methods"]
            expect.that(same, "attributes are left on the model")
            kept = all(_same(*pair) for pair in zip(after["gradients"], before["gradients"], strict=True))
            expect.that(kept, "the gradients of the model's parameters have changed")
            expect.that(after["wanted"] == before["wanted"], "requires_grad of parameters has changed")
            names = sorted(after["values"]) == sorted(before["values"])
            expect.that(names, "the model has other parameters or buffers afterwards")
            equal = all(torch.equal(after["values"][name], value) for name, value in before["values"].items())
            expect.that(equal, "parameters of the model have changed")
        told = student.run(runs.unrecorded(student.collect_attention, net, randn(2, sizes[2], sizes[0], sizes[0])))
        expect.that(not told["recording"], "where gradients are off, they are on after collect_attention")
        expect.that(not told["drawn"], "collect_attention seeds or uses torch's random numbers")


def _maps(*shape: int) -> Tensor:
    """Random maps whose rows sum to 1."""
    return randn(*shape, scale=2.0).softmax(-1)


@e13.check("grid", points=0.75)
def grid(student: Any) -> None:
    """The grid holds what CLS gives to each patch, head by head, on grids that are not square too."""
    for b, heads, rows, columns in ((2, 3, 2, 4), (3, 2, 5, 3), (1, 4, 1, 6), (2, 1, 3, 3), (4, 5, 1, 1)):
        weights = _maps(b, heads, rows * columns + 1, rows * columns + 1)
        words = f"cls_attention_grid for a grid of {rows} x {columns}"
        for given_weights in (weights, weights.transpose(0, 1).contiguous().transpose(0, 1)):
            got = student.cls_attention_grid(given_weights, rows, columns)
            expect.untouched(student, "cls_attention_grid")
            expect.tensor(got, words, shape=(b, heads, rows, columns), dtype=F64)
            want = [
                [
                    [[head[0][1 + row * columns + column] for column in range(columns)] for row in range(rows)]
                    for head in one
                ]
                for one in weights.tolist()
            ]
            expect.close(got, torch.tensor(want, dtype=F64), words, 1e-12, 1e-12)


@e13.check("grid-device", points=0.25)
def grid_device(student: Any) -> None:
    """The grid follows the device and the dtype of the weights."""
    with student.cuda():
        got = student.cls_attention_grid(_maps(2, 4, 7, 7).float(), 3, 2)
        expect.tensor(got, "cls_attention_grid", shape=(2, 4, 3, 2), dtype=F32)
        expect.on_device(student, "the grid")


@e13.check("rollout", points=0.75)
def rollout_values(student: Any) -> None:
    """The rollout is right for 1, 3 and 5 layers: heads averaged, half identity, the last layer leftmost."""
    for layers, b, heads, tokens in ((1, 3, 2, 5), (3, 2, 4, 6), (5, 4, 3, 7), (2, 2, 2, 2), (3, 1, 1, 4)):
        maps = _maps(layers, b, heads, tokens, tokens)
        got = student.attention_rollout(maps)
        expect.untouched(student, "attention_rollout")
        words = f"attention_rollout of {layers} layers"
        expect.tensor(got, words, shape=(b, tokens, tokens), dtype=F64)
        expect.close(got, rollout(maps), words)
    identity = torch.eye(5, dtype=F64).expand(3, 2, 4, 5, 5).contiguous()
    name = "attention_rollout of layers in which each token looks at itself"
    expect.close(student.attention_rollout(identity), identity[0, :, 0], name)


@e13.check("rollout-device", points=0.25)
def rollout_device(student: Any) -> None:
    """The rollout follows the device and the dtype of the maps."""
    with student.cuda():
        got = student.attention_rollout(_maps(3, 2, 4, 7, 7).float())
        expect.tensor(got, "attention_rollout", shape=(2, 7, 7), dtype=F32)
        expect.on_device(student, "the rollout")
