"""A1-E13: a convolutional classifier, its evaluation and its training."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.A1.probes import cnn
from kit.checks import CheckFailed, Exercise, StudentError, expect
from kit.data.digits import to_input
from kit.data.drawn import drawn_digits
from kit.probes import classifiers

e13 = Exercise("A1-E13", names=("MNISTNet", "evaluate", "fit"))

HIDDEN = Path(__file__).parents[1] / "private" / "mnist_hidden_1k.npz"

GATE = 0.93
"""Accuracy on the 1,000 hidden digits that saved weights have to reach.

Measured on one thread, lowest to highest: the reference .975 to .985 in budget demo (seeds 0-5, ``python
benchmarks/a1_bands.py --seeds 6 --only cnn``) and .975 to .980 in budget grade (seeds 0-4, ``python
benchmarks/a1_bands.py --gate``). The worst is below .98, so the gate is lower than .97. How much lower is set by
other right networks in budget grade (same command): the weakest, global average pooling with AdamW, .950 to .958.
"""

Batch = tuple[Tensor, Tensor]


def _digits(count: int) -> Batch:
    """Drawn digits as a network gets them: (count, 1, 28, 28) normalised, and labels."""
    images, labels = drawn_digits(count, seed=int(torch.randint(2**31, ())))
    return to_input(images), labels


@e13.check("network", points=1)
def network(student: Any) -> None:
    """`MNISTNet` gives logits, has at most 2,000,000 parameters, starts near ln 10, treats samples alone."""
    net = student.MNISTNet()
    expect.that(getattr(net, "kind", "") == "module", "MNISTNet should be an nn.Module")
    x, y = _digits(23)
    logits = net(x)
    expect.tensor(logits, "the output of MNISTNet", shape=(23, 10), dtype=torch.float32, grad=True)
    expect.finite(logits, "the output of MNISTNet")
    values = logits.detach()
    sums = values.sum(dim=1)
    shares = bool((values >= 0).all()) and torch.allclose(sums, torch.ones_like(sums), atol=1e-3)
    expect.that(not shares, "the outputs are probabilities, logits are asked")
    loss = F.cross_entropy(logits, y)
    near = abs(float(loss.detach()) / math.log(10) - 1) <= 0.3
    expect.that(near, f"the first loss is {float(loss.detach()):.3g}, more than 30 % away from ln 10")
    loss.backward()
    parameters = dict(net.named_parameters())
    learned = {name: value for name, value in parameters.items() if value.requires_grad}
    count = sum(value.numel() for value in learned.values())
    expect.that(0 < count <= 2_000_000, f"MNISTNet has {count} learned parameters")
    missing = [name for name, value in learned.items() if value.grad is None]
    expect.that(not missing, f"no gradient reaches {missing[0] if missing else ''}")

    net.eval()
    together = net(x).detach()
    expect.close(
        torch.cat([net(one[None]).detach() for one in x[:5]]), together[:5], "each sample alone, in eval mode"
    )
    order = torch.randperm(len(x))
    expect.close(net(x[order]).detach(), together[order], "the batch in another order, in eval mode")


@e13.check("over-fits-32-digits", points=1)
def over_fits_32_digits(student: Any) -> None:
    """32 digits are learned to 100 % with a cross-entropy below 0.5 in at most 200 Adam steps."""
    x, y = _digits(32)
    accuracy, loss = 0.0, math.inf
    for lr in (1e-3, 3e-3):  # a right network may want one or the other
        net = student.MNISTNet()
        for steps in (50, 50, 100):
            student.run(cnn.learn(net, x, y, steps, lr))
            net.eval()
            logits = net(x)
            expect.tensor(logits, "the output of MNISTNet", shape=(32, 10))
            accuracy = float((logits.argmax(dim=1) == y).float().mean())
            loss = float(F.cross_entropy(logits.detach(), y))
            if accuracy == 1 and loss < 0.5:
                return
    raise CheckFailed(f"after 200 steps {accuracy:.0%} of 32 digits are right, with a loss of {loss:.3g}")


def _problem(sizes: tuple[int, ...], right: tuple[int, ...]) -> tuple[Tensor, Tensor, list[Batch]]:
    """Weights of a linear classifier and batches in which it gets this many answers right."""
    classes, features = 4, 7
    weight = torch.randn(classes, features, dtype=torch.float64)
    bias = torch.randn(classes, dtype=torch.float64)
    batches = []
    for size, hits in zip(sizes, right, strict=True):
        x = torch.randn(size, features, dtype=torch.float64)
        y = (x @ weight.T + bias).argmax(dim=1)
        miss = torch.randperm(size)[hits:]
        y[miss] = (y[miss] + torch.randint(1, classes, (size - hits,))) % classes
        batches.append((x, y))
    return weight, bias, batches


@e13.check("evaluate-counts-samples", points=1)
def evaluate_counts_samples(student: Any) -> None:
    """`evaluate` gives the share of right answers over all samples, however the batches are cut."""
    for sizes, right in (
        ((5, 5, 1), (4, 5, 0)),
        ((3, 8, 2), (0, 6, 2)),
        ((7,), (3,)),
        ((1, 6), (1, 0)),
        ((4, 2), (4, 2)),
    ):
        weight, bias, batches = _problem(sizes, right)
        for loader in (batches, classifiers.stream(batches)):
            got = student.evaluate(student.run(classifiers.linear(weight, bias)), loader)
            expect.that(isinstance(got, (float, np.floating)), "evaluate should return a float")
            expect.close(float(got), sum(right) / sum(sizes), f"the accuracy over batches of {sizes} samples")


@e13.check("evaluate-leaves-no-trace", points=1)
def evaluate_leaves_no_trace(student: Any) -> None:
    """`evaluate` runs in eval mode and without gradients, and changes neither modes nor buffers."""
    weight, bias, batches = _problem((5, 3, 2), (2, 3, 1))
    for train in (True, False):
        model = student.run(cnn.noting(weight, bias, train))
        before = student.run(cnn.state(model))
        student.evaluate(model, batches)
        after, seen = student.run(cnn.state(model)), student.run(cnn.notes(model))
        expect.that(len(seen) >= len(batches), "evaluate did not run the model on every batch")
        modes_inside = all(not any(modes) for modes, *_ in seen)
        expect.that(modes_inside, "inside evaluate some module is in training mode")
        expect.that(not any(grad for _, grad, *_ in seen), "inside evaluate gradients are on")
        name = "training" if train else "eval"
        expect.that(
            after["modes"] == before["modes"], f"a model that came in {name} mode left in another one"
        )
        same = all(torch.equal(a, b) for a, b in zip(after["buffers"], before["buffers"], strict=True))
        expect.that(same, "evaluate changed the model's buffers")
        same = all(torch.equal(a, b) for a, b in zip(after["parameters"], before["parameters"], strict=True))
        expect.that(same, "evaluate changed the model's parameters")
        expect.that(
            all(one is None for one in after["gradients"]), "evaluate left gradients in the parameters"
        )


def _history(history: Any, epochs: int) -> tuple[list[float], list[float]]:
    """Return loss and accuracy of a history after a look at its form."""
    expect.instance(history, dict, "the result of fit")
    found = []
    for key in ("loss", "val_acc"):
        expect.that(key in history, f'the history has no "{key}"')
        expect.that(type(history[key]) in (list, tuple), f'history["{key}"] should be a list')
        expect.that(
            len(history[key]) == epochs,
            f'history["{key}"] has {len(history[key])} entries for {epochs} epochs',
        )
        for value in history[key]:
            expect.number(
                float(value) if isinstance(value, np.floating) else value, f'an entry of history["{key}"]'
            )
        found.append([float(value) for value in history[key]])
    return found[0], found[1]


@e13.check("fit-history-and-modes", points=1)
def fit_history_and_modes(student: Any) -> None:
    """`fit` reports loss and accuracy over all samples, steps in training mode and adds up no gradients."""
    epochs = 3
    weight, bias, train = _problem((6, 5, 2), (3, 4, 0))
    _, _, val = _problem((4, 1), (0, 0))
    model = student.run(cnn.noting(weight, bias, True))
    with student.bind(evaluate=cnn.counter()):
        loss, accuracy = _history(student.fit(model, train, val, epochs, lr=0.0), epochs)
    losses, gradients = zip(*(_loss_and_gradient(weight, bias, *batch) for batch in train), strict=True)
    sizes = [len(y) for _, y in train]
    want = sum(size * one for size, one in zip(sizes, losses, strict=True)) / sum(sizes)
    right = [(x @ weight.T + bias).argmax(dim=1) == y for x, y in val]
    for epoch in range(epochs):
        expect.close(loss[epoch], want, f"the loss of epoch {epoch}", rtol=1e-5)
        expect.close(
            accuracy[epoch], float(torch.cat(right).double().mean()), f"the accuracy after epoch {epoch}"
        )
    after, seen = student.run(cnn.state(model)), student.run(cnn.notes(model))
    kept = torch.equal(after["parameters"][0], weight) and torch.equal(after["parameters"][1], bias)
    expect.that(kept, "with lr=0 the parameters have changed")
    firsts = {float(x[0, 0]) for x, _ in train}
    steps = [modes for modes, grad, _, first in seen if grad and first in firsts]
    expect.that(
        len(steps) >= epochs * len(train), f"{len(steps)} training steps, expected {epochs * len(train)}"
    )
    expect.that(all(all(modes) for modes in steps), "some training step was not in training mode")
    left = student.run(cnn.gradients(model)) + [one for one in after["gradients"][:1] if one is not None]
    alone = all(any(_scaled_down(one, own) for own in gradients) for one in left)
    expect.that(alone, "a gradient is not that of one batch alone: gradients add up over steps")


def _loss_and_gradient(weight: Tensor, bias: Tensor, x: Tensor, y: Tensor) -> tuple[float, Tensor]:
    """The mean cross-entropy of a batch and its gradient in the weight."""
    w = weight.clone().requires_grad_()
    loss = F.cross_entropy(x @ w.T + bias, y)
    (gradient,) = torch.autograd.grad(loss, w)
    return float(loss.detach()), gradient


def _scaled_down(left: Tensor, gradient: Tensor) -> bool:
    """Whether `left` is `gradient`, or less of it (clipped, or none)."""
    share = float((left * gradient).sum() / (gradient * gradient).sum())
    return -1e-6 <= share <= 1 + 1e-6 and torch.allclose(left, share * gradient, rtol=1e-5, atol=1e-7)


@e13.check("fit-learns", points=1)
def fit_learns(student: Any) -> None:
    """`fit` trains any classifier to more than 90 % on an easy problem, and both loops run on a GPU."""
    classes, features = 3, 6
    centres = 3 * F.one_hot(torch.arange(classes), features).double()
    sets = []
    for count in (120, 60):
        y = torch.randint(classes, (count,))
        sets.append((centres[y] + 0.6 * torch.randn(count, features, dtype=torch.float64), y))
    train = [(sets[0][0][i : i + 7], sets[0][1][i : i + 7]) for i in range(0, 120, 7)]
    x, y = sets[1]
    val = [(x[:33], y[:33]), (x[33:], y[33:])]
    weight = 0.1 * torch.randn(classes, features, dtype=torch.float64)
    bias = torch.zeros(classes, dtype=torch.float64)
    with student.bind(evaluate=cnn.counter()):
        model = student.run(cnn.noting(weight, bias, True))
        _history(student.fit(model, classifiers.stream(train), val, 20, lr=0.02), 20)
    w, b = student.run(cnn.state(model))["parameters"]
    accuracy = float(((x @ w.T + b).argmax(dim=1) == y).double().mean())
    expect.that(accuracy > 0.9, f"after 20 epochs fit has learned {accuracy:.0%} of an easy problem")

    with student.cuda(move=False):
        model = student.run(cnn.noting(weight, bias, True))
        with student.bind(evaluate=cnn.counter()):
            _history(student.fit(model, train, val, 2, device="cuda", lr=0.01), 2)
        places = {place for _, _, place, _ in student.run(cnn.notes(model))}
        expect.that(places == {"cuda"}, "with device='cuda' fit runs the model elsewhere")
        on_device = set(student.run(cnn.state(model))["devices"]) == {"cuda"}
        expect.that(on_device, "with device='cuda' the parameters are elsewhere")
        model = student.run(cnn.noting(weight, bias, True))
        student.run(cnn.moved(model))
        student.evaluate(model, val, device="cuda")
        places = {place for _, _, place, _ in student.run(cnn.notes(model))}
        expect.that(places == {"cuda"}, "with device='cuda' evaluate runs the model elsewhere")


@e13.check("hidden-digits", points=1)
def hidden_digits(student: Any) -> None:
    """The saved weights of `MNISTNet` read digits that nobody has trained on."""
    with np.load(HIDDEN) as file:
        images, labels = torch.from_numpy(file["images"]), torch.from_numpy(file["labels"])
    try:
        logits = student.run(cnn.saved_logits(student.MNISTNet(), "mnistnet", to_input(images)))
    except StudentError as error:
        if error.is_a("NotImplementedError"):
            raise
        raise CheckFailed(f"the saved weights cannot be used: {error.message}") from None
    expect.tensor(logits, "the logits", shape=(len(labels), 10))
    accuracy = float((logits.argmax(dim=1) == labels).float().mean())
    expect.that(accuracy >= GATE, f"{accuracy:.1%} of the hidden digits are right, {GATE:.0%} are asked")
