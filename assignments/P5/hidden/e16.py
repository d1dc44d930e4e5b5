"""P5-E16: inter-view adapter, PointCLIP with its switch, sample of few examples, training of the adapter."""

from __future__ import annotations

import itertools
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.P5.hidden.pointclip_cases import F32, F64, Case, make, with_given
from assignments.P5.probes import nets, pointclip_nets
from assignments.P5.reference import clip
from kit.checks import Exercise, expect

CLOSE = 1e-6  # of the adapter in float64, whose ratio may be a buffer that began in float32

e16 = Exercise("P5-E16", names=("InterViewAdapter", "PointCLIP", "sample_few_shot", "fit_adapter"))


# --- adapter ------------------------------------------------------------------------------------------


def _adapter(student: Any, v: int, d: int, hidden: int, ratio: float) -> Any:
    """The student's adapter in float64, its weights moved away from their start."""
    net = student.InterViewAdapter(v, d, hidden, ratio)
    expect.that(getattr(net, "kind", "") == "module", "InterViewAdapter should be an nn.Module")
    student.run(nets.stir(net, 0.3))
    student.run(pointclip_nets.moved(net, F64))
    return net


def _wanted(net: Any, x: Tensor, hidden: int, ratio: float) -> list[Tensor]:
    """What the adapter with the student's weights should give, for both ways to store a matrix; [] if unknown."""
    values = [one.detach() for one in dict(net.named_parameters()).values()]
    flat = [one.flatten(1) if one.dim() > 1 else one for one in values]
    by_shape = {tuple(one.shape): one for one in flat}
    wide = x[0].numel()
    shapes = (hidden, wide), (hidden,), (wide, hidden), (wide,)
    if len(values) != 4 or set(by_shape) != set(shapes):
        return []
    first, first_bias, second, second_bias = (by_shape[shape] for shape in shapes)
    ways = (first, first_bias, second, second_bias), (second.T, first_bias, first.T, second_bias)
    return [clip.adapter(x, list(way), ratio) for way in ways]


@e16.check("adapter", points=0.5)
def adapter(student: Any) -> None:
    """`InterViewAdapter` puts all views into one vector through two layers, with the residual."""
    for b, v, d, hidden, ratio in ((3, 4, 5, 7, 0.6), (2, 6, 3, 5, 0.25), (4, 2, 6, 13, 1.0), (1, 1, 4, 3, 0.8)):
        net = _adapter(student, v, d, hidden, ratio)
        count = sum(one.numel() for one in dict(net.named_parameters()).values())
        right = count == 2 * v * d * hidden + hidden + v * d
        expect.that(right, f"the adapter for V={v}, D={d}, hidden={hidden} has {count} weights")
        for training in (False, True):
            student.run(pointclip_nets.mode(net, training))
            x = torch.randn(b, v, d, dtype=F64)
            got = net(x)
            expect.tensor(got, "the output of the adapter", shape=(b, v, d), dtype=F64)
            words, wanted = f"the output of the adapter with ratio {ratio}", _wanted(net, x, hidden, ratio)
            if not any(torch.allclose(got.detach(), want, rtol=CLOSE, atol=CLOSE) for want in wanted[1:]):
                for want in wanted[:1]:
                    expect.close(got.detach(), want, words, rtol=CLOSE, atol=CLOSE)


@e16.check("adapter-residual", points=0.5)
def adapter_residual(student: Any) -> None:
    """Ratio 0 is the identity; clouds are independent; input and weights get gradients; dtype and device are kept."""
    x = torch.randn(4, 3, 5, dtype=F64)
    idle = _adapter(student, 3, 5, 8, 0.0)
    got = idle(x)
    expect.tensor(got, "the output of the adapter", shape=(4, 3, 5), dtype=F64)
    expect.close(got.detach(), x, "the output of the adapter with ratio 0")
    net = _adapter(student, 3, 5, 8, 0.6)
    whole = net(x)
    expect.untouched(student, "the adapter")
    expect.tensor(whole, "the output of the adapter", shape=(4, 3, 5), grad=True)
    for number in range(4):
        alone = net(x[number : number + 1])
        expect.tensor(alone, "the output of the adapter", shape=(1, 3, 5))
        expect.close(alone.detach(), whole[number : number + 1].detach(), "the adapted features of a cloud alone")
    other = x.clone()
    other[:, 0] += torch.randn(4, 5, dtype=F64)
    mixed = (net(other).detach() - whole.detach())[:, 1:].abs().amax((1, 2))
    expect.that(bool((mixed > 1e-9).any()), "a change of view 0 does not reach the other views")
    whole.square().sum().backward()
    for name, one in dict(net.named_parameters()).items():
        reached = one.grad is not None and bool((one.grad != 0).any())
        expect.that(reached, f"no gradient reaches {name} of the adapter")
    leaf, shares = x.clone().requires_grad_(), torch.randn_like(x)
    (idle(leaf) * shares).sum().backward()
    expect.that(leaf.grad is not None, "no gradient reaches the input of the adapter with ratio 0")
    expect.close(leaf.grad, shares, "the gradient of the input of the adapter with ratio 0")
    net = student.InterViewAdapter(3, 5, 8, 0.6)
    expect.tensor(net(x.to(F32)), "the output of the adapter", shape=(4, 3, 5), dtype=F32)
    with student.cuda():
        student.run(pointclip_nets.moved(net, "cuda"))
        net(x.to(F32))
        expect.on_device(student, "the output of the adapter")


# --- switch -------------------------------------------------------------------------------------------


def _close(got: Tensor, want: Tensor, words: str) -> None:
    close = 1e-8 if got.dtype == F64 else 1e-4
    expect.close(got.detach(), want, words, rtol=close, atol=close)


@e16.check("switch-off", points=0.25)
@with_given
def switch_off(student: Any) -> None:
    """With the switch off, as at the start, the model is the zero-shot classifier, in train and in eval mode."""
    modes = {None: "a new model", True: "the model in train mode", False: "the model in eval mode"}
    for dim, classes, size in ((5, 4, 6), (3, 7, 5)):
        for adapter in (True, False):
            case = make(student, dim, classes, size, adapter)
            state = case.model.adapter_on
            expect.instance(state, bool, "adapter_on")
            expect.that(not state, "adapter_on should be False at the start")
            expect.that((case.model.adapter is None) != adapter, "the attribute adapter is not what was given")
            for training, words in modes.items():
                if training is not None:
                    student.run(pointclip_nets.mode(case.model, training))
                points = case.points(3)
                want = case.logits(case.features(points))
                _close(case.says(points), want, f"the logits of {words} with the switch off")
                expect.untouched(student, "the model")
    case = make(student)
    points = case.points(3)
    for on in (True, False):
        student.run(pointclip_nets.switch(case.model, on))
        got = case.says(points)
    _close(got, case.logits(case.features(points)), "the logits after the switch was on and off again")


@e16.check("switch-on", points=0.25)
@with_given
def switch_on(student: Any) -> None:
    """With the switch on, the view features pass the adapter before they are compared, in train and in eval mode."""
    for dim, classes, size in ((4, 5, 6), (6, 3, 5)):
        case = make(student, dim, classes, size)
        student.run(pointclip_nets.switch(case.model, True))
        for training in (True, False):
            student.run(pointclip_nets.mode(case.model, training))
            for b in (3, 3, 1):
                points = case.points(b)
                want = case.logits(case.adapted(case.features(points)))
                got = case.says(points)
                _close(got, want, "the logits with the switch on")
                expect.that(got.requires_grad, "the logits with the switch on are not differentiable")


def _same(before: dict[str, Any], after: dict[str, Any], skip: set[str], name: str) -> None:
    """Parameters and buffers agree, but for the parameters in `skip`."""
    for kind in ("parameter", "buffer"):
        for key, old in before[kind].items():
            new = after[kind].get(key)
            kept = isinstance(new, Tensor) and new.shape == old.shape and torch.equal(new, old)
            expect.that(kept or (kind == "parameter" and key in skip), f"{name} changes the {kind} {key}")


@e16.check("frozen", points=0.25)
@with_given
def frozen(student: Any) -> None:
    """Only the adapter learns: the encoder needs no gradients and stays in eval mode; all adapter weights get one."""
    case = make(student)
    told = student.run(pointclip_nets.learning(case.model))
    expect.that(bool(told["adapter"]) and "?" not in told["adapter"], "the adapter is no part of the model")
    expect.that("?" not in told["encoder"], "the encoder is no part of the model")
    expect.that(not set(told["wanted"]) & set(told["encoder"]), "parameters of the encoder require gradients")
    expect.that(set(told["wanted"]) == set(told["adapter"]), "not exactly the adapter's parameters require gradients")
    for on in (False, True):
        student.run(pointclip_nets.switch(case.model, on))
        told = student.run(pointclip_nets.learning(case.model))
        expect.that(told["kind"] == "list", f"trainable_parameters() gives a {told['kind']}, expected a list")
        words = "trainable_parameters() are not exactly the adapter's"
        expect.that(sorted(told["told"]) == sorted(told["adapter"]), words)
    bare = student.run(pointclip_nets.learning(make(student, adapter=False).model))
    expect.that(bare["kind"] == "list" and bare["told"] == [], "without adapter trainable_parameters() should be []")
    before = student.run(pointclip_nets.condition(case.model))
    for training in (True, False):
        itself = student.run(pointclip_nets.mode(case.model, training))
        expect.that(itself is True, "train() should return the model itself")
        state = case.model.training
        expect.that(state is training, f"model.train({training}) leaves the model with training={state}")
        state = case.adapter.training
        expect.that(state is training, f"model.train({training}) leaves the adapter with training={state}")
        points, labels = case.points(5), torch.randint(case.classes, (5,))
        found = student.run(pointclip_nets.gradients(case.model, points, labels))
        modes = student.run(pointclip_nets.encoder_modes(case.model))
        expect.that(not any(modes), f"the encoder is in train mode after model.train({training})")
        for name, gradient in found.items():
            reached = gradient is not None and bool((gradient != 0).any())
            if name in told["adapter"]:
                expect.that(reached, f"no gradient reaches {name}")
            else:
                expect.that(not reached, f"a gradient reaches {name}")
    _same(before, student.run(pointclip_nets.condition(case.model)), set(), "the forward pass")


@e16.check("moved", points=0.25)
@with_given
def moved(student: Any) -> None:
    """The model runs after it was moved to another dtype or device: everything it needs moves along."""
    case = make(student)
    points = case.points(3, dtype=F64)
    student.run(pointclip_nets.moved(case.model, F64))
    want = case.features(points)
    _close(case.says(points), case.logits(want), "the logits of the model in float64, switch off,")
    student.run(pointclip_nets.switch(case.model, True))
    _close(case.says(points), case.logits(case.adapted(want)), "the logits of the model in float64, switch on,")
    for on in (False, True):
        case = make(student)
        student.run(pointclip_nets.switch(case.model, on))
        with student.cuda():
            student.run(pointclip_nets.moved(case.model, "cuda"))
            case.model(case.points(2))
            expect.on_device(student, "the logits")


# --- sample -------------------------------------------------------------------------------------------


def _labels(counts: dict[int, int]) -> Tensor:
    """So many of each label, in random order."""
    labels = torch.cat([torch.full((count,), label) for label, count in counts.items()])
    return labels[torch.randperm(len(labels))]


def _sample(student: Any, labels: Tensor, shots: int, seed: int) -> list[int]:
    got = student.sample_few_shot(labels, shots, seed)
    expect.tensor(got, "the sample", shape=(shots * len(labels.unique()),), dtype=torch.int64)
    found: list[int] = got.tolist()
    expect.that(all(0 <= index < len(labels) for index in found), "the sample has an index outside of the labels")
    return found


@e16.check("sample", points=0.5)
def sample(student: Any) -> None:
    """`sample_few_shot` gives exactly `shots` different indices of each label that occurs."""
    for counts, shots in (
        ({0: 9, 1: 5, 2: 14}, 3),
        ({0: 4, 1: 4}, 4),
        ({4: 6, 1: 11, 9: 5}, 2),
        ({3: 3}, 1),
        ({0: 2, 1: 30, 5: 7, 6: 2}, 2),
    ):
        labels = _labels(counts)
        found = _sample(student, labels, shots, int(torch.randint(10**6, ())))
        expect.untouched(student, "sample_few_shot")
        expect.that(len(set(found)) == len(found), "an example is drawn twice")
        drawn = labels[found].tolist()
        for label in counts:
            expect.that(drawn.count(label) == shots, f"{drawn.count(label)} examples of a class, expected {shots}")
    with student.cuda():
        student.sample_few_shot(_labels({0: 5, 2: 7}), 3, 1)
        expect.on_device(student, "the sample")


@e16.check("sample-random", points=0.25)
def sample_random(student: Any) -> None:
    """Equal seeds give equal samples, other seeds other ones; any examples of a class are equally likely."""
    labels = _labels({0: 40, 1: 60, 2: 50})
    seeds = torch.randperm(10**6)[:2].tolist()
    first, again, other = (sorted(_sample(student, labels, 8, seed)) for seed in (seeds[0], seeds[0], seeds[1]))
    expect.that(first == again, "two samples with the same seed differ")
    expect.that(first != other, "samples with different seeds are equal")
    labels = _labels({0: 4, 1: 3})
    places = [(labels == label).nonzero()[:, 0].tolist() for label in (0, 1)]
    runs, start = 200, int(torch.randint(10**6, ()))
    for shots, words in ((1, "an example"), (2, "a pair of examples")):
        drawn = [set(_sample(student, labels, shots, seed)) for seed in range(start, start + runs)]
        for own in places:
            groups = list(itertools.combinations(own, shots))
            share = 1 / len(groups)
            error = (share * (1 - share) / runs) ** 0.5
            for group in groups:
                count = sum(set(group) <= one for one in drawn)
                odd = abs(count / runs - share) > 5 * error
                expect.that(not odd, f"{words} of a class is drawn in {count} of {runs} samples")


@e16.check("sample-error", points=0.25)
def sample_error(student: Any) -> None:
    """A class with fewer examples than `shots` is a ValueError; one with exactly as many is not."""
    for counts, shots in (({0: 9, 1: 4, 2: 7}, 5), ({0: 2, 1: 30}, 3), ({3: 8, 7: 1}, 2)):
        expect.raises(ValueError, student.sample_few_shot, _labels(counts), shots, 3)
        least = min(counts.values())
        _sample(student, _labels(counts), least, 3)


# --- training -----------------------------------------------------------------------------------------


def _fit(student: Any, case: Case, points: Tensor, labels: Tensor, epochs: int, lr: float) -> list[float]:
    losses: list[float] = student.fit_adapter(case.model, points, labels, epochs, lr)
    expect.untouched(student, "fit_adapter")
    expect.instance(losses, list, "the result of fit_adapter")
    expect.that(len(losses) == epochs, f"fit_adapter returns {len(losses)} losses for {epochs} epochs")
    for loss in losses:
        expect.instance(loss, float, "a loss")
        expect.finite(loss, "a loss")
    return losses


def _task(case: Case, b: int) -> tuple[Tensor, Tensor]:
    """Clouds and labels, several classes among them."""
    return case.points(b), torch.arange(b)[torch.randperm(b)] % case.classes


@e16.check("training", points=0.5)
@with_given
def training(student: Any) -> None:
    """`fit_adapter` returns the loss of the whole batch before each step, with the adapter; the losses fall."""
    for b, epochs, on in ((7, 12, False), (10, 9, True)):
        case = make(student)
        student.run(pointclip_nets.switch(case.model, on))
        student.run(pointclip_nets.mode(case.model, on))
        points, labels = _task(case, b)
        start = float(F.cross_entropy(case.logits(case.adapted(case.features(points))), labels))
        losses = _fit(student, case, points, labels, epochs, 0.01)
        expect.close(losses[0], start, "the first loss", rtol=1e-4, atol=1e-4)
        expect.that(losses[-1] < losses[0], "the losses do not fall")
        state = case.model.adapter_on
        expect.that(state is True, "the switch should be on after fit_adapter")
        end = float(F.cross_entropy(case.logits(case.adapted(case.features(points))), labels))
        expect.that(end < start, "after fit_adapter the loss is not lower than before")
    _fit(student, case, points, labels, 1, 0.01)
    case = make(student)
    with student.cuda():
        student.run(pointclip_nets.moved(case.model, "cuda"))
        _fit(student, case, *_task(case, 5), 2, 0.01)


@e16.check("only-the-adapter", points=0.5)
@with_given
def only_the_adapter(student: Any) -> None:
    """`fit_adapter` changes weights of the adapter and nothing else, by `lr`, with fresh gradients in each epoch."""
    for training in (True, False):
        case = make(student)
        student.run(pointclip_nets.mode(case.model, training))
        own = set(student.run(pointclip_nets.learning(case.model))["adapter"])
        expect.that("?" not in own, "the adapter is no part of the model")
        before = student.run(pointclip_nets.condition(case.model))
        outside = student.run(pointclip_nets.condition(case.encoder))
        points, labels = _task(case, 9)
        _fit(student, case, points, labels, 6, 0.02)
        after = student.run(pointclip_nets.condition(case.model))
        _same(before, after, own, "fit_adapter")
        _same(outside, student.run(pointclip_nets.condition(case.encoder)), set(), "fit_adapter")
        for name in own:
            moved = bool((after["parameter"][name] != before["parameter"][name]).any())
            expect.that(moved, f"fit_adapter does not train {name}")
        told = student.run(pointclip_nets.learning(case.model))
        expect.that(set(told["wanted"]) == own, "fit_adapter changes which parameters require gradients")
        fresh = case.points(4)
        student.run(pointclip_nets.mode(case.model, training))
        _close(case.says(fresh), case.logits(case.adapted(case.features(fresh))), "the logits after fit_adapter")
        expect.that(not any(student.run(pointclip_nets.encoder_modes(case.model))), "the encoder is in train mode")
        _slowly(student)


def _slowly(student: Any) -> None:
    """With a rate of almost 0 nothing moves, and the last gradient is that of one batch."""
    case = make(student)
    points, labels = _task(case, 6)
    student.run(pointclip_nets.switch(case.model, True))
    found = student.run(pointclip_nets.gradients(case.model, points, labels))
    single = float(torch.cat([one.flatten() for one in found.values() if one is not None]).norm())
    before = student.run(pointclip_nets.condition(case.model))["parameter"]
    losses = _fit(student, case, points, labels, 4, 1e-9)
    after = student.run(pointclip_nets.condition(case.model))["parameter"]
    most = max(float((after[name] - old).abs().max()) for name, old in before.items())
    expect.that(most < 1e-5, "with a rate of almost 0 fit_adapter changes the weights: is lr used?")
    expect.close(losses[-1], losses[0], "the last loss with a rate of almost 0", rtol=1e-4, atol=1e-5)
    length = student.run(pointclip_nets.adapter_gradient_norm(case.model))
    expect.number(length, "the length of the gradient")
    expect.that(length < 1.5 * single, "gradients of several epochs add up in fit_adapter")
