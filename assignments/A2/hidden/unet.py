"""A2-E7: the blocks of a U-Net and the network."""

from __future__ import annotations

import itertools
from typing import Any

import torch
from torch import Tensor

from assignments.A2.hidden.own_work import gradients
from assignments.A2.probes import seg_unet as probes
from kit.checks import CheckFailed, Exercise, expect

e7 = Exercise(
    "A2-E7",
    names=("DoubleConv", "Down", "Up", "UNet"),
    forbidden=("torchvision.models.segmentation",),
)

PARAMETERS = 482_754
"""Of the reference with the defaults."""

REACH = 6
"""Pixels up to which an `Up` may carry what it gets: two 3x3 convolutions and any way to enlarge."""

F32 = torch.float32


def _net(student: Any, **options: int) -> Any:
    net = student.UNet(**options)
    expect.that(getattr(net, "kind", "") == "module", "UNet should be an nn.Module")
    for name in ("inc", "downs", "ups", "head"):
        expect.that(hasattr(net, name), f"UNet should have the attribute {name}")
    depth = options.get("depth", 3)
    for name in ("downs", "ups"):
        count = len(getattr(net, name))
        expect.that(count == depth, f"{name} has {count} blocks for a depth of {depth}")
    return net


def _pair(student: Any, n: int, cin: int, cskip: int, height: int, width: int) -> tuple[Tensor, Tensor]:
    """An encoder's map (N, cskip, H, W), and a deeper one of the size that the student's `Down` makes of it."""
    down = student.Down(cskip, cskip + 1)
    down.eval()
    small = down(torch.zeros(n, cskip, height, width))
    expect.tensor(small, f"Down of {height} x {width}", shape=(n, cskip + 1, None, None))
    return torch.randn(n, cin, *small.shape[2:]), torch.randn(n, cskip, height, width)


def _moved(before: Tensor, after: Tensor) -> Tensor:
    """Pixels (k, 2), row and column, at which two maps (N, C, H, W) differ; (0, 2) where nothing does."""
    change = (after - before).detach().abs().amax((0, 1))
    return (change > 1e-4 * change.max()).nonzero()


@e7.check("block-shapes", points=0.5)
def block_shapes(student: Any) -> None:
    """`DoubleConv`, `Down`, `Up` give the right channels and sizes, also for odd sizes, and leave inputs alone."""
    for n, cin, cout, height, width in ((2, 3, 5, 9, 14), (1, 6, 4, 7, 5), (3, 2, 7, 12, 11)):
        given = f"{(n, cin, height, width)}"
        block = student.DoubleConv(cin, cout)
        block.eval()
        got = block(torch.randn(n, cin, height, width))
        expect.untouched(student, "DoubleConv")
        expect.tensor(got, f"DoubleConv({cin}, {cout}) of {given}", shape=(n, cout, height, width), dtype=F32)
        down = student.Down(cin, cout)
        down.eval()
        got = down(torch.randn(n, cin, height, width))
        expect.untouched(student, "Down")
        expect.tensor(got, f"Down({cin}, {cout}) of {given}", shape=(n, cout, None, None), dtype=F32)
        for side, half in zip((height, width), got.shape[2:], strict=True):
            expect.that(half in (side // 2, -(-side // 2)), f"Down makes {half} of {side} rows or columns")
    for n, cin, cskip, cout, height, width in ((2, 7, 4, 5, 9, 14), (1, 3, 5, 2, 13, 11), (3, 8, 3, 6, 6, 10)):
        up = student.Up(cin, cskip, cout)
        up.eval()
        x, skip = _pair(student, n, cin, cskip, height, width)
        got = up(x, skip)
        expect.untouched(student, "Up")
        words = f"Up({cin}, {cskip}, {cout}) of {tuple(x.shape)} and {tuple(skip.shape)}"
        expect.tensor(got, words, shape=(n, cout, height, width), dtype=F32)


NETS = (
    ({"in_channels": 3, "num_classes": 2, "width": 4, "depth": 3}, (2, 37, 50)),
    ({"in_channels": 1, "num_classes": 5, "width": 6, "depth": 2}, (3, 24, 16)),
    ({"in_channels": 4, "num_classes": 3, "width": 5, "depth": 1}, (1, 7, 12)),
    ({"in_channels": 2, "num_classes": 3, "width": 3, "depth": 4}, (1, 16, 27)),
    ({"in_channels": 2, "num_classes": 4, "width": 3, "depth": 3}, (2, 8, 11)),
)


@e7.check("levels", points=0.5)
def levels(student: Any) -> None:
    """Level l of `UNet` has width * 2**l channels and halved sizes; the logits have the size of the image."""
    for options, (n, height, width) in NETS:
        net = _net(student, **options)
        x = torch.randn(n, options["in_channels"], height, width)
        seen = student.run(probes.passed(net, x))
        depth, words = options["depth"], f"with {options} and an image {height} x {width}"
        expect.tensor(seen["output"], f"the output of UNet {words}", shape=(n, options["num_classes"], height, width))
        expect.finite(seen["output"], "the output of UNet")
        counts = [len(seen[key]) for key in ("encoder", "ups", "decoder")]
        expect.that(counts == [depth + 1, depth, depth], "each block should be called once")
        sizes = []
        for level, one in enumerate(seen["encoder"]):
            channels = options["width"] * 2**level
            expect.tensor(one, f"the encoder's map of level {level} {words}", shape=(n, channels, None, None))
            sizes.append(tuple(one.shape[2:]))
        for level, (above, below) in enumerate(itertools.pairwise(sizes), 1):
            halved = all(half in (side // 2, -(-side // 2)) for side, half in zip(above, below, strict=True))
            expect.that(halved, f"level {level} has the size {below}, the level above it {above}, {words}")
        fits = all(side <= own < side + 2**depth for side, own in zip((height, width), sizes[0], strict=True))
        if not any(side % 2**depth for side in (height, width)):
            fits = sizes[0] == (height, width)
        expect.that(fits, f"level 0 has the size {sizes[0]} {words}")
        for level, one in zip(reversed(range(depth)), seen["decoder"], strict=True):
            shape = (n, options["width"] * 2**level, *sizes[level])
            expect.tensor(one, f"the decoder's map of level {level} {words}", shape=shape)


@e7.check("what-up-gets", points=0.5)
def what_up_gets(student: Any) -> None:
    """Each `up` gets the decoder's map from below and the encoder's map of its own level, unchanged."""
    for options, (n, height, width) in NETS[:3]:
        net = _net(student, **options)
        seen = student.run(probes.passed(net, torch.randn(n, options["in_channels"], height, width)))
        counts = [len(seen[key]) for key in ("encoder", "ups", "decoder")]
        depth = options["depth"]
        expect.that(counts == [depth + 1, depth, depth], "each block should be called once")
        below = seen["encoder"][-1]
        for number, inputs in enumerate(seen["ups"]):
            expect.that(len(inputs) == 2, "an up should be called as up(x, skip)")
            expect.close(inputs[0], below, f"x of ups[{number}], the map from below,")
            expect.close(inputs[1], seen["encoder"][depth - 1 - number], f"skip of ups[{number}], the encoder's map,")
            below = seen["decoder"][number]


@e7.check("up-uses-both", points=0.5)
def up_uses_both(student: Any) -> None:
    """`Up` depends on each channel of both inputs, and gradients reach them."""
    for n, cin, cskip, cout, height, width in ((2, 7, 4, 5, 10, 14), (3, 4, 6, 3, 9, 13), (2, 9, 3, 4, 11, 8)):
        x, skip = _pair(student, n, cin, cskip, height, width)
        up = student.run(probes.settle(student.Up(cin, cskip, cout), x, skip))
        words = f"Up({cin}, {cskip}, {cout})"
        before = up(x, skip)
        expect.tensor(before, words, shape=(n, cout, height, width))
        for name, after in (("x", up(torch.randn_like(x), skip)), ("skip", up(x, torch.randn_like(skip)))):
            expect.tensor(after, words, shape=(n, cout, height, width))
            change = float((after - before).detach().abs().mean())
            expect.that(change > 1e-3 * float(before.detach().abs().mean()), f"{words} ignores {name}")
        no_x, no_skip = torch.zeros_like(x), torch.zeros_like(skip)
        for name, other, pair in (
            ("x", "skip", (up(x, no_skip), up(-x, no_skip))),
            ("skip", "x", (up(no_x, skip), up(no_x, -skip))),
        ):
            change = float((pair[0] - pair[1]).detach().abs().mean())
            enough = change > 1e-3 * float(before.detach().abs().mean())
            expect.that(enough, f"{words} ignores {name} where {other} is 0: join by concatenation or addition")
        x.requires_grad_()
        skip.requires_grad_()
        got = up(x, skip)
        expect.tensor(got, words, shape=(n, cout, height, width), grad=True)
        found = gradients(got, (x, skip), torch.randn_like(got), words)
        for name, gradient in zip(("x", "skip"), found, strict=True):
            expect.finite(gradient, f"the gradient in {name}")
            reached = (gradient != 0).sum((0, 2, 3))
            silent = (reached == 0).nonzero()
            expect.that(len(silent) == 0, f"no gradient comes through {words} to {len(silent)} channels of {name}")


@e7.check("fine-detail", points=0.5)
def fine_detail(student: Any) -> None:
    """With the deeper levels silenced the output still shows a change of one pixel, and only near it."""
    for options, height, width in (
        ({"in_channels": 3, "num_classes": 2, "width": 5, "depth": 2}, 24, 36),
        ({"in_channels": 2, "num_classes": 3, "width": 4, "depth": 3}, 32, 24),
    ):
        net = _net(student, **options)
        x = torch.randn(2, options["in_channels"], height, width)
        student.run(probes.settle(net, x))
        row, column = int(torch.randint(9, height - 9, ())), int(torch.randint(9, width - 9, ()))
        other = x.clone()
        other[:, :, row, column] += 3
        outputs = student.run(probes.without_depth(net, [x, other, torch.randn_like(x)]))
        for one in outputs:
            expect.tensor(one, "the output of UNet", shape=(2, options["num_classes"], height, width))
            expect.finite(one, "the output of UNet")
        lost = "with zeros from all downs the output does not depend on the image: detail needs the skip of level 0"
        scale = float(outputs[0].abs().mean())
        expect.that(float((outputs[2] - outputs[0]).abs().mean()) > 1e-3 * scale, lost)
        moved = _moved(outputs[0], outputs[1])
        expect.that(len(moved) > 0, lost)
        far = (moved - torch.tensor([row, column])).abs().amax()
        expect.that(int(far) <= REACH, f"with zeros from all downs a change of one pixel shows {int(far)} pixels away")


@e7.check("logits", points=0.5)
def logits(student: Any) -> None:
    """The head, a 1x1 convolution, is the last operation: scaling its parameters scales the output."""
    for options, (n, height, width) in (NETS[0], NETS[2]):
        net = _net(student, **options)
        x = torch.randn(n, options["in_channels"], height, width)
        wide = [one for one in net.head.parameters() if one.dim() == 4 and one.shape[2:] != (1, 1)]
        expect.that(not wide, "head should be a 1x1 convolution")
        net.eval()
        before = net(x)
        shape = (n, options["num_classes"], height, width)
        expect.tensor(before, "the output of UNet", shape=shape, dtype=F32)
        last = student.run(probes.passed(net, x))["decoder"][-1:]
        if last and last[0].shape[2:] == x.shape[2:]:
            want = net.head(last[0]).detach()
            expect.close(before.detach(), want, "the output, against head of what the last up gives,")
        total = 1.0
        for factor in (-2.5, 40.0):
            student.run(probes.scale_head(net, factor))
            total *= factor
            after = net(x)
            expect.tensor(after, "the output of UNet", shape=shape, dtype=F32)
            name = f"the output after the parameters of head were multiplied, divided by {total:g},"
            expect.close(after.detach() / total, before.detach(), name)


@e7.check("double-conv-shifts", points=0.25)
def double_conv_shifts(student: Any) -> None:
    """In eval mode `DoubleConv` of a shifted image is the shifted map, away from the border."""
    for n, cin, cout, height, width in ((2, 3, 5, 15, 19), (1, 4, 2, 18, 13)):
        x = torch.randn(n, cin, height, width)
        block = student.run(probes.settle(student.DoubleConv(cin, cout), torch.randn(4, cin, 9, 11)))
        whole = block(x)
        expect.tensor(whole, "the map", shape=(n, cout, height, width))
        for down, right in ((1, 0), (2, 3), (5, 4)):
            part = block(x[:, :, down:, right:])
            expect.tensor(part, "the map of a part", shape=(n, cout, height - down, width - right))
            name = f"the inside of the map of an image moved by {(down, right)}"
            expect.close(part.detach()[:, :, 2:-2, 2:-2], whole.detach()[:, :, down + 2 : -2, right + 2 : -2], name)


@e7.check("double-conv-layers", points=0.25)
def double_conv_layers(student: Any) -> None:
    """`DoubleConv` sees two pixels far, has two activations and normalises over the batch; `Down` halves first."""
    for cin, cout in ((3, 6), (5, 4)):
        fresh = student.DoubleConv(cin, cout)
        norms = sum(name.endswith("running_mean") for name in fresh.state_dict())
        expect.that(norms >= 2, "each of the two convolutions should have a batch normalisation of its own")
        fresh.train()
        x = 3 * torch.randn(6, cin, 14, 17)
        seed = int(torch.randint(2**31, ()))
        outputs = []
        for factor in (1, 10):
            torch.manual_seed(seed)
            outputs.append(fresh(factor * x))
            expect.tensor(outputs[-1], "DoubleConv in training mode", shape=(6, cout, 14, 17))
        one, ten = (value.detach() for value in outputs)
        torch.manual_seed(seed + 1)
        same = float((ten - one).abs().mean()) < 0.02 * float(one.abs().mean())
        expect.that(same, "in training mode the map depends on the scale of the image: batch normalisation missing?")
        positive = bool((one.mean((0, 2, 3)) > 0.03).all())
        expect.that(positive, "in training mode the mean of some channel is not positive: the last is an activation")

        block = student.run(probes.settle(student.DoubleConv(cin, cout), torch.randn(5, cin, 9, 11)))
        a, b = torch.randn(2, 3, cin, 13, 16)
        at_a, at_b, between = (block(value).detach() for value in (a, b, (a + b) / 2))
        active = (at_a > 0) & (at_b > 0) & (between > 0)
        bent = ((at_a + at_b) / 2 - between)[active].abs()
        bends = bent.numel() > 0 and float(bent.max()) > 1e-3 * float(between.abs().mean())
        expect.that(bends, "no activation between the two convolutions")
        spot = a.clone()
        spot[:, :, 6, 9] += 4
        moved = (_moved(at_a, block(spot).detach()) - torch.tensor([6, 9])).abs()
        expect.that(len(moved) > 0, "a change of one pixel does not change the map")
        reach = int(moved.amax())
        expect.that(reach == 2, f"a change of one pixel shows {reach} pixels away; two 3x3 convolutions carry it 2")
        down = student.run(probes.settle(student.Down(cin, cout), torch.randn(5, cin, 18, 22)))
        before = torch.randn(3, cin, 26, 32)
        after = before.clone()
        after[:, :, 12, 14] += 4
        moved = (_moved(down(before), down(after)) - torch.tensor([6, 7])).abs()
        # Two convolutions of the halved map carry a change two cells far; before the halving it is one cell.
        expect.that(len(moved) > 0 and int(moved.amax()) >= 2, "Down should halve first, then apply DoubleConv")


@e7.check("up-keeps-places", points=0.5)
def up_keeps_places(student: Any) -> None:
    """A changed cell of x, or pixel of the skip, moves outputs of `Up` near its place only, on any map."""
    for cin, cskip, cout, height, width in ((5, 3, 4, 22, 34), (3, 4, 6, 36, 18)):
        x, skip = _pair(student, 2, cin, cskip, height, width)
        up = student.run(probes.settle(student.Up(cin, cskip, cout), x, skip))
        before = up(x, skip)
        expect.tensor(before, "the result of Up", shape=(2, cout, height, width))
        for row, column in ((1, width // 2 - 3), (height // 2 - 3, 2), (5, 5)):
            other = x.clone()
            other[:, :, row, column] += 3 * torch.randn(2, cin)
            after = up(other, skip)
            expect.tensor(after, "the result of Up", shape=(2, cout, height, width))
            _near(_moved(before, after), 2 * row + 0.5, 2 * column + 0.5, f"cell {(row, column)} of x")
            other = skip.clone()
            other[:, :, 2 * row, 2 * column] += 3 * torch.randn(2, cskip)
            after = up(x, other)
            expect.tensor(after, "the result of Up", shape=(2, cout, height, width))
            _near(_moved(before, after), 2 * row, 2 * column, f"pixel {(2 * row, 2 * column)} of the skip")


def _near(moved: Tensor, row: float, column: float, what: str) -> None:
    """All of `moved` (k, 2) lie around this place, and some close to it."""
    expect.that(len(moved) > 0, f"a change of {what} does not change the result of Up")
    far = (moved - torch.tensor([row, column])).abs().amax(1)
    expect.that(
        float(far.max()) <= REACH + 0.5, f"a change of {what} moves the result {float(far.max()):.0f} pixels away"
    )
    expect.that(float(far.min()) <= 2.5, f"a change of {what} does not move the result at its place")


@e7.check("registered", points=0.5)
def registered(student: Any) -> None:
    """All blocks are registered with the network, and each of its parameters gets a gradient."""
    for options in ({"width": 4, "depth": 3}, {"in_channels": 2, "num_classes": 3, "width": 5, "depth": 2}):
        net = _net(student, **options)
        for block in student.run(probes.registered(net)):
            least = 1 if block["name"] == "head" else 2
            expect.that(
                block["kernels"] >= least,
                f"{block['name']} has {block['kernels']} kernels of convolutions among its parameters",
            )
            expect.that(block["known"], f"parameters of {block['name']} are not in parameters() of the network")
        net.train()
        got = net(torch.randn(3, options.get("in_channels", 3), 21, 26))
        expect.tensor(got, "the output of UNet", shape=(3, options.get("num_classes", 2), 21, 26), grad=True)
        try:
            (got * torch.randn_like(got)).sum().backward()
        except RuntimeError as error:
            raise CheckFailed(f"backward through UNet fails: {str(error)[:160]}") from None
        for name, parameter in dict(net.named_parameters()).items():
            if not parameter.requires_grad:
                continue
            expect.that(parameter.grad is not None, f"no gradient reaches {name}")
            expect.finite(parameter.grad, f"the gradient of {name}")
            if parameter.dim() == 4:
                expect.that(bool((parameter.grad != 0).any()), f"the gradient of {name} is 0")
        reached = student.run(probes.ways_back(net, torch.randn(3, options.get("in_channels", 3), 21, 26)))
        expect.that(reached["skips"], "the gradient of inc does not come through the downs, only through skips")
        expect.that(reached["downs"], "the gradient of inc does not come through the skip of level 0")


@e7.check("parameter-count", points=0.25)
def parameter_count(student: Any) -> None:
    """`UNet()` has as many parameters as the reference, within a factor of about two; 3 channels, 2 classes."""
    net = _net(student)
    learned = {name: one for name, one in dict(net.named_parameters()).items() if one.requires_grad}
    count = sum(one.numel() for one in learned.values())
    expect.that(
        PARAMETERS / 2.2 <= count <= 2.2 * PARAMETERS,
        f"UNet() has {count:,} parameters, the reference {PARAMETERS:,}",
    )
    net.eval()
    expect.tensor(net(torch.randn(1, 3, 8, 9)), "the output of UNet()", shape=(1, 2, 8, 9))


@e7.check("each-image-alone", points=0.25)
def each_image_alone(student: Any) -> None:
    """In eval mode an image has the same logits alone, in a batch, and in another order; twice gives the same."""
    net = _net(student, width=4, depth=2)
    x = torch.randn(4, 3, 18, 23)
    student.run(probes.settle(net, x))
    together = net(x)
    expect.tensor(together, "the output of UNet", shape=(4, 2, 18, 23))
    expect.close(net(x).detach(), together.detach(), "the output for the same images again")
    for number in range(4):
        expect.close(net(x[number : number + 1]).detach(), together[number : number + 1].detach(), "an image alone")
    order = torch.tensor([2, 0, 3, 1])
    expect.close(net(x[order]).detach(), together[order].detach(), "the batch in another order")


@e7.check("over-fits-two-images", points=0.5)
def over_fits_two_images(student: Any) -> None:
    """Two images of 32 x 32 are learned to an IoU above 0.9 in at most 150 Adam steps."""
    x, y = _scenes()
    best = 0.0
    for lr in (1e-2, 3e-3):  # a right network may want one or the other
        net = _net(student, width=8, depth=2)
        for steps in (40, 40, 70):
            student.run(probes.learn(net, x, y, steps, lr))
            for training in (False, True):
                net.train(training)
                got = net(x)
                expect.tensor(got, "the output of UNet", shape=(2, 2, 32, 32))
                found = got.argmax(1) == 1
                iou = float((found & (y == 1)).sum() / (found | (y == 1)).sum())
                best = max(best, iou)
            if best > 0.9:
                return
    raise CheckFailed(f"after 150 steps the IoU of the class is {best:.2f} on the two images themselves")


def _scenes() -> tuple[Tensor, Tensor]:
    """Two noisy images (2, 3, 32, 32) with an upright rectangle each, and their labels (2, 32, 32)."""
    x, y = torch.rand(2, 3, 32, 32), torch.zeros(2, 32, 32, dtype=torch.int64)
    for image, labels in zip(x, y, strict=True):
        top, left = (int(torch.randint(2, 14, ())) for _ in range(2))
        rows, columns = slice(top, top + 14), slice(left, left + 8)
        labels[rows, columns] = 1
        image[:, rows, columns] = 0.5 * image[:, rows, columns] + 0.5 * torch.rand(3)[:, None, None]
    return x, y


@e7.check("device", points=0.5)
def device(student: Any) -> None:
    """`UNet` runs where its parameters and the images are, forward and backward."""
    with student.cuda():
        for options, (n, height, width) in NETS[:2]:
            net = student.UNet(**options)
            net.to("cuda")
            got = net(torch.randn(n, options["in_channels"], height, width))
            expect.tensor(got, "the output of UNet", shape=(n, options["num_classes"], height, width))
            expect.on_device(student, "the output of UNet")
            y = torch.randint(options["num_classes"], (n, height, width))
            student.run(probes.learn(net, torch.randn(n, options["in_channels"], height, width), y, 1, 1e-3))
