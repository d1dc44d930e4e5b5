"""Networks and parts that are wrong on purpose and train all the same: accuracy alone does not find them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import torch
from torch import Tensor, nn

Pool = Literal["mean", "flatten", "sorted"]
Gather = Callable[[Tensor, Tensor], Tensor]


class PooledNet(nn.Module):
    """WRONG: classifies clouds (B, 3, N) by another pooling than the maximum over points.

    Parameters
    ----------
    mlp
        Class of the shared and the plain MLP, as in E03.
    pool
        ``"mean"`` over points; ``"flatten"`` joins the features of all points; ``"sorted"`` sorts each feature over the
        points first.
    count
        Number of points of each cloud: the last two fit no other.
    """

    def __init__(
        self, mlp: Callable[..., nn.Module], pool: Pool, widths: tuple[int, ...], count: int, classes: int
    ) -> None:
        super().__init__()
        self.pool = pool
        self.points = mlp([3, *widths], shared=True, last_act=True)
        pooled = widths[-1] * (1 if pool == "mean" else count)
        self.head = mlp([pooled, widths[-1], classes], shared=False, dropout=0.3)

    def forward(self, x: Tensor) -> Tensor:
        """Return logits (B, classes)."""
        features = self.points(x)
        if self.pool == "mean":
            pooled = features.mean(2)
        else:
            pooled = (features.sort(2).values if self.pool == "sorted" else features).flatten(1)
        logits: Tensor = self.head(pooled)
        return logits


def neighbour_itself(gather: Gather) -> Gather:
    """WRONG: x_j in the place of x_j - x_i, from edge features (B, 2C, N, k) of a right `gather`."""

    def gather_wrongly(x: Tensor, idx: Tensor) -> Tensor:
        own, difference = gather(x, idx).chunk(2, 1)
        return torch.cat([own, own + difference], 1)

    return gather_wrongly


def difference_only(gather: Gather) -> Gather:
    """WRONG: no x_i, so that no point knows where it is."""

    def gather_wrongly(x: Tensor, idx: Tensor) -> Tensor:
        difference = gather(x, idx).chunk(2, 1)[1]
        return torch.cat([difference, difference], 1)

    return gather_wrongly


def without_batch_offset(gather: Gather) -> Gather:
    """WRONG: the neighbours of every cloud are points of the first cloud of its batch."""

    def gather_wrongly(x: Tensor, idx: Tensor) -> Tensor:
        own = gather(x, idx).chunk(2, 1)[0]
        first, difference = gather(x[:1].expand_as(x), idx).chunk(2, 1)
        neighbour = first + difference
        return torch.cat([own, neighbour - own], 1)

    return gather_wrongly


def random_neighbours(x: Tensor, k: int) -> Tensor:
    """WRONG: no search at all; indices (B, N, k) of any points of clouds (B, C, N)."""
    return torch.randint(x.shape[2], (x.shape[0], x.shape[2], k), device=x.device)


@contextmanager
def replaced(namespace: dict[str, Any], **names: Any) -> Iterator[None]:
    """Within the block, functions of a notebook are other ones: ``with replaced(globals(), find_knn=...)``."""
    before = {name: namespace[name] for name in names}
    namespace.update(names)
    try:
        yield
    finally:
        namespace.update(before)
