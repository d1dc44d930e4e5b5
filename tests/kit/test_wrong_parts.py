"""Wrong parts are wrong in the way they say, and put back."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from assignments.P5.probes.given_mlp import GivenMLP
from kit.wrong_parts import (
    Pool,
    PooledNet,
    difference_only,
    neighbour_itself,
    random_neighbours,
    replaced,
    without_batch_offset,
)


def gather(x: Tensor, idx: Tensor) -> Tensor:
    """Edge features (B, 2C, N, k), cloud by cloud."""
    neighbour = torch.stack([cloud[:, places] for cloud, places in zip(x, idx, strict=True)])
    own = x[..., None].expand_as(neighbour)
    return torch.cat([own, neighbour - own], 1)


def test_edge_features() -> None:
    x, idx = torch.randn(2, 3, 5), torch.randint(5, (2, 5, 4))
    own, difference = gather(x, idx).chunk(2, 1)
    torch.testing.assert_close(neighbour_itself(gather)(x, idx), torch.cat([own, own + difference], 1))
    torch.testing.assert_close(difference_only(gather)(x, idx), torch.cat([difference, difference], 1))
    mixed = without_batch_offset(gather)(x, idx)
    torch.testing.assert_close(mixed[0], gather(x, idx)[0])
    torch.testing.assert_close(mixed[1, 3:] + own[1], x[0][:, idx[1]])


def test_random_neighbours_are_indices() -> None:
    idx = random_neighbours(torch.randn(2, 3, 7), 4)
    assert idx.shape == (2, 7, 4)
    assert set(idx.flatten().tolist()) <= set(range(7))


@pytest.mark.parametrize(("pool", "ordered"), [("mean", True), ("sorted", True), ("flatten", False)])
def test_pooled_nets(pool: Pool, ordered: bool) -> None:
    net = PooledNet(GivenMLP, pool, (4, 6), 9, 5).eval()
    x = torch.randn(3, 3, 9)
    logits = net(x)
    assert logits.shape == (3, 5)
    assert torch.allclose(net(x.flip(2)), logits, atol=1e-5) == ordered


def test_names_are_put_back() -> None:
    names = {"f": 1, "g": 2}
    with replaced(names, f=3):
        assert names == {"f": 3, "g": 2}
    assert names == {"f": 1, "g": 2}
