"""P3-E12: the Vision Transformer."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from assignments.P3.hidden.vit_tools import (
    BANNED,
    F32,
    F64,
    GIVEN,
    backward_on_cuda,
    count,
    couple,
    every_parameter_learns,
    loaded,
    module,
    slopes,
    with_given,
)
from assignments.P3.probes import att_runs as runs
from assignments.P3.reference.attention import randn, vit, vit_weights
from kit.checks import Exercise, expect

e12 = Exercise("P3-E12", names=("ViT",), forbidden=(*BANNED, "torchvision.models.vision_transformer"))

given = with_given(*GIVEN)


class Sizes(NamedTuple):
    """The arguments of a ViT, in order."""

    image_size: int
    patch_size: int
    in_channels: int
    dim: int
    depth: int
    heads: int
    mlp_ratio: int
    num_classes: int

    @property
    def tokens(self) -> int:
        """With CLS."""
        return (self.image_size // self.patch_size) ** 2 + 1

    def images(self, n: int) -> Tensor:
        """Random images, float64."""
        return randn(n, self.in_channels, self.image_size, self.image_size)

    def weights(self) -> dict[str, Tensor]:
        """Random weights."""
        return vit_weights(*self[:5], *self[6:])

    def maps(self, n: int) -> tuple[int, ...]:
        """The shape of all attention maps."""
        return self.depth, n, self.heads, self.tokens, self.tokens

    def reference(self, weights: dict[str, Tensor], images: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and maps without graph; at least one block."""
        logits, maps = vit(weights, self.patch_size, self.heads, self.depth, images)
        return logits.detach(), torch.stack(maps).detach()


NETS = (
    Sizes(8, 4, 3, 12, 2, 3, 2, 5),
    Sizes(6, 2, 2, 8, 2, 4, 3, 7),
    Sizes(9, 3, 1, 6, 3, 2, 1, 4),
    Sizes(4, 4, 3, 6, 1, 1, 4, 3),
)


def _net(student: Any, sizes: Sizes, weights: dict[str, Tensor], **options: Any) -> Any:
    """The student's ViT in float64 with these weights, arguments by name."""
    return loaded(student, student.ViT(**sizes._asdict(), **options), weights, "ViT")


def _logits(net: Any, images: Tensor, classes: int) -> Tensor:
    got = net(images)
    expect.tensor(got, "the logits", shape=(len(images), classes), dtype=images.dtype)
    value: Tensor = got
    return value


@e12.check("logits", points=1)
@given
def logits(student: Any) -> None:
    """The logits are right for loaded weights: two blocks, patches of 2, one channel and three blocks."""
    for n, sizes in zip((2, 4, 3, 5), NETS, strict=True):
        weights, images = sizes.weights(), sizes.images(n)
        net = _net(student, sizes, weights)
        got = _logits(net, images, sizes.num_classes)
        expect.untouched(student, "ViT")
        words = f"for N={n} and {sizes}"
        expect.close(got.detach(), sizes.reference(weights, images)[0], f"the logits {words}", 1e-7, 1e-7)
    by_position = loaded(student, student.ViT(*sizes), weights, "ViT")
    got = _logits(by_position, images, sizes.num_classes)
    expect.close(got.detach(), sizes.reference(weights, images)[0], "the logits, arguments by position,", 1e-7, 1e-7)


@e12.check("maps", points=0.75)
@given
def maps(student: Any) -> None:
    """With return_attention the maps (depth, N, h, T, T) come along, first block first; the logits are the same."""
    for n, sizes in zip((4, 2, 3, 2), NETS, strict=True):
        weights, images = sizes.weights(), sizes.images(n)
        net = _net(student, sizes, weights)
        shapes = (n, sizes.num_classes), sizes.maps(n)
        got, seen = couple(net(images, return_attention=True), ("logits", "maps"), shapes, F64)
        want = sizes.reference(weights, images)[1]
        expect.close(seen.detach(), want, f"maps for N={n} and {sizes}", 1e-7, 1e-7)
        plain = _logits(net, images, sizes.num_classes).detach()
        expect.close(got.detach(), plain, "logits with return_attention, against those without,")
    couple(net(images, True), ("logits", "maps"), shapes, F64)
    default = module(student.ViT(), "ViT")(torch.randn(2, 3, 32, 32), return_attention=True)
    couple(default, ("logits", "maps"), ((2, 10), (2, 2, 4, 65, 65)), F32)


@e12.check("gradients", points=0.5)
@given
def all_gradients(student: Any) -> None:
    """Gradients reach the images and every parameter."""
    for sizes in NETS[:2]:
        net, images = _net(student, sizes, sizes.weights()), sizes.images(2)
        slopes(lambda one, net=net, k=sizes.num_classes: _logits(net, one, k), [images], "the ViT")
        every_parameter_learns(student, net, _logits(net, images, sizes.num_classes))


@e12.check("parameter-count", points=0.25)
@given
def parameter_count(student: Any) -> None:
    """The number of parameters is that of the parts, with the defaults and with other sizes."""
    for sizes in (None, *NETS, NETS[0]._replace(depth=0)):
        net = module(student.ViT() if sizes is None else student.ViT(**sizes._asdict()), "ViT")
        default = Sizes(32, 4, 3, 48, 2, 4, 2, 10)
        want = sum(value.numel() for value in (sizes or default).weights().values())
        found = count(net)
        expect.that(found == want, f"{found} parameters with {sizes or 'the defaults'}")
    expect.tensor(student.ViT()(torch.randn(2, 3, 32, 32)), "the logits of ViT()", shape=(2, 10), dtype=F32)


@e12.check("positions", points=0.5)
@given
def positions(student: Any) -> None:
    """Patches in another order change the logits, and with a table of zeros they do not."""
    for sizes in (NETS[0], NETS[2]):
        weights, images = sizes.weights(), sizes.images(3)
        order = torch.randperm(sizes.tokens - 1)
        while bool((order == torch.arange(len(order))).all()):
            order = torch.randperm(sizes.tokens - 1)
        columns = F.unfold(images, sizes.patch_size, stride=sizes.patch_size)[..., order]
        shuffled = F.fold(columns, sizes.image_size, sizes.patch_size, stride=sizes.patch_size)
        net = _net(student, sizes, weights)
        before, after = (_logits(net, one, sizes.num_classes).detach() for one in (images, shuffled))
        expect.that(float((before - after).abs().max()) > 1e-4, "patches in another order do not change the logits")
        net = _net(student, sizes, weights | {"pos.table": torch.zeros_like(weights["pos.table"])})
        before, after = (_logits(net, one, sizes.num_classes).detach() for one in (images, shuffled))
        expect.close(after, before, "the logits for patches in another order, with a table of zeros,")


@e12.check("no-blocks", points=0.25)
@given
def no_blocks(student: Any) -> None:
    """Without blocks CLS has seen nothing: the logits do not depend on the image."""
    for sizes in (NETS[0]._replace(depth=0), NETS[2]._replace(depth=0)):
        net = _net(student, sizes, sizes.weights())
        one, other = (_logits(net, sizes.images(3), sizes.num_classes).detach() for _ in range(2))
        expect.close(one, other, "the logits of other images, with depth=0,")
        expect.close(one[:1].expand_as(one), one, "the logits of all samples, with depth=0,")
        expect.that(float(one.std()) > 1e-6, "with depth=0 all logits are equal")


@e12.check("samples-apart", points=0.5)
@given
def samples_apart(student: Any) -> None:
    """An image has the same logits alone, in a batch, and in another order of the batch."""
    for n, sizes in ((4, NETS[0]), (5, NETS[1]), (3, NETS[2])):
        net, images = _net(student, sizes, sizes.weights()), sizes.images(n)
        whole = _logits(net, images, sizes.num_classes).detach()
        for alone, want in zip(images.split(1), whole.split(1), strict=True):
            expect.close(_logits(net, alone, sizes.num_classes).detach(), want, "the logits of an image alone")
        turned = _logits(net, images.flip(0), sizes.num_classes).detach()
        expect.close(turned, whole.flip(0), "the logits of the batch in another order")


@e12.check("over-fits", points=0.75)
@given
def over_fits(student: Any) -> None:
    """32 random images of 16 x 16 are learned to a loss below 0.3 in 60 AdamW steps."""
    images, labels = torch.randn(32, 3, 16, 16), torch.arange(32) % 10
    net = module(student.ViT(image_size=16), "ViT")
    found = student.run(runs.overfit(net, images, labels, 60, 1e-3))
    expect.tensor(found, "the logits", shape=(32, 10), dtype=F32)
    loss = float(F.cross_entropy(found, labels))
    expect.that(loss < 0.3, f"after 60 steps the loss of the 32 images is {loss:.2f}")


@e12.check("dropout", points=0.25)
@given
def dropout(student: Any) -> None:
    """`dropout` is that of the blocks: random in training mode, off in eval mode and by default."""
    sizes = NETS[0]
    weights, images = sizes.weights(), sizes.images(3)
    net = _net(student, sizes, weights, dropout=0.4)
    net.train()
    one, other = (_logits(net, images, sizes.num_classes).detach() for _ in range(2))
    expect.that(not torch.allclose(one, other), "in training mode two outputs are equal, though dropout is 0.4")
    net.eval()
    one, other = (_logits(net, images, sizes.num_classes).detach() for _ in range(2))
    expect.close(one, other, "the output in eval mode, against another one,")
    plain = _net(student, sizes, weights)
    plain.train()
    expect.close(_logits(plain, images, sizes.num_classes).detach(), one, "the output of dropout=0 in training mode")
    bare = sizes._replace(depth=0)
    net = _net(student, bare, {name: value for name, value in weights.items() if "blocks" not in name}, dropout=0.9)
    net.train()
    one, other = (_logits(net, images, sizes.num_classes).detach() for _ in range(2))
    expect.close(one, other, "the output with depth=0 and dropout, which is that of the blocks,")


@e12.check("device", points=0.25)
@given
def device(student: Any) -> None:
    """The ViT runs where its parameters and the images are, forward and backward."""
    with student.cuda():
        sizes = NETS[0]
        net = module(student.ViT(**sizes._asdict()), "ViT")
        net.to("cuda")
        shapes = (2, sizes.num_classes), sizes.maps(2)
        couple(net(sizes.images(2).float(), return_attention=True), ("logits", "maps"), shapes, F32)
        expect.on_device(student, "the result")
        backward_on_cuda(student, net, [sizes.images(2).float()], "ViT")
