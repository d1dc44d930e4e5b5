"""Hidden checks of A2-E10: an epoch of training, and the evaluation of a segmentation network."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from assignments.A2.probes import seg_given, seg_loops
from assignments.A2.reference import segmentation as reference
from kit.checks import Exercise, expect

e10 = Exercise("A2-E10", names=("train_one_epoch", "evaluate_segmentation"))

Batch = dict[str, Tensor]

RUNS = (("sgd", "cross-entropy"), ("adam", "brier"))
STILL = (("still", "cross-entropy"), ("still", "brier"))
"""Optimisers and losses; a still one leaves the network as it is, so that nothing but the mean is judged."""


# --- training -----------------------------------------------------------------------------------------


def _batches(sizes: tuple[int, ...], shape: tuple[int, int] = (6, 9)) -> list[Batch]:
    """Images whose first value is their number, and labels that depend on the first channel, some of padding."""
    batches, number = [], 0
    for size in sizes:
        image = torch.rand(size, 3, *shape)
        mask = (image[:, 0] + 0.2 * torch.randn(size, *shape) > 0.6).long()
        mask[torch.rand(mask.shape) < 0.1 * number % 0.5] = 2
        image[:, 0, 0, 0] = torch.arange(number, number + size) / 16
        mask[:, 1, 1] = 1  # no image is padding only
        number += size
        batches.append({"image": image, "mask": mask})
    return batches


def _start() -> tuple[Tensor, Tensor]:
    """Weights (2, 3) and biases (2,) of a network."""
    return 0.5 * torch.randn(2, 3), 0.5 * torch.randn(2)


def _trained(weight: Tensor, bias: Tensor, batches: list[Batch], run: tuple[str, str], epochs: int) -> Any:
    """The trusted state after training, and the losses of the epochs."""
    model = seg_loops.PixelNet(weight, bias, plain=run[0] == "still")
    optimizer, loss_of = seg_loops.make_optimizer(run[0], model), seg_loops.LOSSES[run[1]]
    losses = []
    for _ in range(epochs):
        model.train()
        total = 0.0
        for batch in batches:
            optimizer.zero_grad()
            loss = loss_of(model(batch["image"]), batch["mask"])
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(batch["image"])
        losses.append(total / sum(len(batch["image"]) for batch in batches))
    return {name: value.detach() for name, value in model.state_dict().items()}, losses


def _train(student: Any, run: tuple[str, str], epochs: int, sizes: tuple[int, ...]) -> Any:
    """What the student's epochs did, the trusted state, the trusted losses and the batches."""
    batches, (weight, bias) = _batches(sizes), _start()
    told = student.run(seg_loops.trained(student.train_one_epoch, batches, weight, bias, *run, epochs))
    return told, *_trained(weight, bias, batches, run, epochs), batches


def _is_float(value: Any, name: str) -> None:
    kind = getattr(value, "kind_name", type(value).__name__)
    expect.that(type(value) is float, f"{name} should be a Python float, it is a {kind}")


@e10.check("weights", points=0.5)
def weights(student: Any) -> None:
    """After several epochs parameters and buffers are right, for two optimisers and a network left in eval mode."""
    for run in RUNS:
        told, state, _, _ = _train(student, run, 3, (4, 3, 4, 1))
        for name, want in state.items():
            value = told["state"][name]
            expect.tensor(value, name, shape=tuple(want.shape))
            expect.close(value, want, f"{name} after 3 epochs of {run[0]}", rtol=1e-4, atol=1e-5)


@e10.check("mean-loss", points=0.5)
def mean_loss(student: Any) -> None:
    """An epoch returns the mean loss over its images, as a Python float: a small last batch counts less."""
    for run in STILL:
        for sizes in ((5, 2), (4, 4, 1), (3,)):
            told, _, losses, _ = _train(student, run, 2, sizes)
            for got, want in zip(told["losses"], losses, strict=True):
                _is_float(got, "the loss of an epoch")
                expect.close(got, want, "the loss of an epoch", rtol=1e-4)


@e10.check("training-mode", points=0.5)
def training_mode(student: Any) -> None:
    """In every step of every epoch all modules are in training mode and gradients are on."""
    told, _, _, batches = _train(student, RUNS[0], 3, (3, 4, 2))
    seen = told["seen"]
    expect.that(len(seen) >= 3 * len(batches), "the network did not see every batch")
    expect.that(all(all(call["modes"]) for call in seen), "some module was in eval mode during training")
    expect.that(all(call["grad"] for call in seen), "gradients were off during training")


@e10.check("each-batch-once", points=0.5)
def each_batch_once(student: Any) -> None:
    """Every batch is used once an epoch, and no autograd graph of an earlier batch stays alive."""
    told, _, _, batches = _train(student, RUNS[1], 2, (2, 5, 3, 4))
    got = [call["first"] for call in told["seen"]]
    want = [batch["image"][:, 0, 0, 0].tolist() for batch in batches] * 2
    expect.that(got == want, "the network should see every batch once an epoch, in the order of the loader")
    expect.that(told["passes"] == 2, "an epoch should go through the loader once")
    kept = max(call["alive"] for call in told["seen"])
    expect.that(kept == 0, "graphs of earlier batches stay alive: keep numbers, not losses that have a graph")
    expect.that(told["alive"] == 0, "after the epoch a graph is still alive")


# --- evaluation ---------------------------------------------------------------------------------------

DIRECTIONS = torch.tensor([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / math.sqrt(3)
"""Four directions as far apart as can be: an image along one of them is clearly of that class."""


def _scenes(classes: int, count: int, ignore: int) -> tuple[Tensor, Tensor, Tensor]:
    """Images (N, 3, H, W), the predictions of a network with weights `DIRECTIONS`, targets.

    The last class is in the first image only, and the share of right pixels differs from image to image.
    """
    shape = (count, 5, 8)
    target = torch.randint(classes - 1, shape) if classes > 2 else torch.randint(2, shape)
    target[0, :2] = classes - 1
    right = torch.rand(shape) < torch.linspace(0.2, 0.95, count).reshape(-1, 1, 1)
    pred = torch.where(right, target, torch.randint(max(classes - 1, 2), shape))
    images = DIRECTIONS[pred].movedim(-1, 1) + 0.1 * (torch.rand(count, 3, 5, 8) - 0.5)
    padded = torch.rand(shape) < torch.linspace(0.5, 0.0, count).reshape(-1, 1, 1)
    if not 0 <= ignore < classes:
        target[padded] = ignore
    return images, pred, target


def _evaluate(
    student: Any,
    scenes: tuple[Tensor, Tensor, Tensor],
    classes: int,
    batch_size: int,
    options: dict[str, int],
    device: str = "cpu",
) -> dict[str, Any]:
    """What the student's function returned and did, after a look at the form of its result."""
    images, _, target = scenes
    parts = zip(images.split(batch_size), target.split(batch_size), strict=True)
    batches = [{"image": image, "mask": mask} for image, mask in parts]
    own = student.get("compute_metrics") if student.has("compute_metrics") else None
    with student.bind(confusion_matrix=seg_given.confusion_matrix(), compute_metrics=seg_given.compute_metrics(own)):
        function = student.evaluate_segmentation
        call = seg_loops.evaluated(function, batches, DIRECTIONS[:classes], classes, options, device)
        told: dict[str, Any] = student.run(call)
    result = told["result"]
    expect.instance(result, dict, "the result of evaluate_segmentation")
    for name in ("confusion", "accuracy", "miou"):
        expect.that(name in result, f'the result has no "{name}"')
        expect.that(result[name] is not None, f'"{name}" is None')
    expect.tensor(result["confusion"], "confusion", shape=(classes, classes))
    return told


@e10.check("evaluation-leaves-no-trace", points=0.5)
def evaluation_leaves_no_trace(student: Any) -> None:
    """Evaluation runs in eval mode without gradients, sees each image once and changes nothing in the network."""
    scenes = _scenes(2, 7, 2)
    told = _evaluate(student, scenes, 2, 3, {})
    seen = told["seen"]
    expect.that(not any(any(call["modes"]) for call in seen), "some module is in training mode in evaluation")
    expect.that(not any(call["grad"] for call in seen), "gradients are on in evaluation")
    firsts = [value for call in seen for value in call["first"]]
    expect.that(firsts == scenes[0][:, 0, 0, 0].tolist(), "the network should see every image once")
    expect.that(not told["changed"], f"evaluation changes {', '.join(told['changed'])}")
    expect.that(not told["frozen"], "evaluation switches requires_grad of a parameter off")
    expect.that(not told["with_gradient"], "evaluation leaves gradients in the parameters")
    expect.that(told["grad_after"], "evaluation leaves gradients switched off for all that follows")
    expect.that(told["passes"] == 1, "evaluation should go through the loader once")


@e10.check("one-matrix", points=0.5)
def one_matrix(student: Any) -> None:
    """Accuracy and mean IoU come from one matrix: batches of 1, 3 and all images give the same."""
    for classes, present, ignore in ((2, 2, 2), (4, 4, 9), (4, 3, 9)):  # in the last case class 3 is absent
        images, pred, target = _scenes(present, 11, ignore)
        want = reference.confusion(pred, target, classes, ignore)
        metrics = reference.metrics(want)
        for size in (1, 3, 11):
            result = _evaluate(student, (images, pred, target), classes, size, {"ignore_index": ignore})["result"]
            expect.tensor(result["confusion"], "confusion", dtype=torch.int64)
            expect.close(result["confusion"], want, f"confusion from batches of {size}")
            for name in ("accuracy", "miou"):
                _is_float(result[name], name)
                expect.close(result[name], float(metrics[name]), f"{name} from batches of {size}", rtol=1e-6)


@e10.check("other-ignore-index", points=0.5)
def other_ignore_index(student: Any) -> None:
    """Pixels of padding are left out, whatever ignore_index is, also inside the range of the classes."""
    for classes, ignore in ((2, None), (3, 255), (4, 1), (3, -1), (4, None), (2, 0)):
        options, label = ({}, 2) if ignore is None else ({"ignore_index": ignore}, ignore)
        images, pred, target = _scenes(classes, 6, label)
        result = _evaluate(student, (images, pred, target), classes, 6, options)["result"]
        want = reference.confusion(pred, target, classes, label)
        expect.close(result["confusion"], want, f"confusion with ignore_index={label}")
        expect.number(result["accuracy"], "accuracy")
        share = float(want.diagonal().sum() / want.sum())
        expect.close(float(result["accuracy"]), share, f"accuracy with ignore_index={label}", rtol=1e-6)


@e10.check("device", points=0.5)
def device(student: Any) -> None:
    """Both loops move the batches to the device of the network; the matrix comes back to the CPU."""
    batches, (weight, bias) = _batches((3, 2)), _start()
    scenes = _scenes(3, 5, 255)
    told: dict[str, Any] = {}
    matrices: dict[str, Any] = {}
    for place in ("cpu", "cuda"):
        with student.cuda(move=False):
            call = seg_loops.trained(student.train_one_epoch, batches, weight, bias, *RUNS[0], 2, place)
            told[place] = student.run(call)
            matrices[place] = _evaluate(student, scenes, 3, 2, {"ignore_index": 255}, place)
    for name, one in (("training", told["cuda"]), ("evaluation", matrices["cuda"])):
        places = {call["device"] for call in one["seen"]}
        expect.that(places == {"cuda"}, f"in {name} the images are not on the device of the network")
    for got, want in zip(told["cuda"]["losses"], told["cpu"]["losses"], strict=True):
        for loss in (got, want):
            expect.number(loss, "the loss of an epoch")
        expect.close(float(got), float(want), "the loss on a GPU, against that on the CPU,", rtol=2e-2)
    place = matrices["cuda"]["place"]
    expect.that(place == "cpu", f"the matrix should be on the CPU, it is on {place}")
    got, want = (matrices[place]["result"]["confusion"] for place in ("cuda", "cpu"))
    expect.close(got.double(), want.double(), "the matrix on a GPU, against that on the CPU,")
