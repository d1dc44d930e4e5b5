"""Self-checks of P5-E07."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e07 = Exercise("P5-E07", names=("gather_edge_features",))


@e07.check("shape")
def shape(student: Any) -> None:
    """The result is (B, 2C, N, k)."""
    for b, c, n, k in ((2, 3, 7, 4), (3, 5, 6, 2)):
        got = student.gather_edge_features(torch.randn(b, c, n), torch.randint(n, (b, n, k)))
        expect.tensor(got, f"the result for B={b}, C={c}, N={n}, k={k}", shape=(b, 2 * c, n, k), dtype=torch.float32)


@e07.check("itself")
def itself(student: Any) -> None:
    """If each point is its own neighbour, the second half is 0."""
    b, c, n, k = 2, 3, 6, 4
    x, own = torch.randn(b, c, n), torch.arange(n)[:, None].expand(b, n, k).contiguous()
    got = student.gather_edge_features(x, own)
    expect.tensor(got, "the result", shape=(b, 2 * c, n, k))
    expect.close(got[:, c:], torch.zeros(b, c, n, k), "the second half")


@e07.check("two-points")
def two_points(student: Any) -> None:
    """Points at 3 and 10 have the edge features of the text."""
    got = student.gather_edge_features(torch.tensor([[[3.0, 10.0]]]), torch.tensor([[[0, 1, 1], [1, 0, 1]]]))
    want = torch.tensor([[[[3.0, 3, 3], [10, 10, 10]], [[0, 7, 7], [0, -7, 0]]]])
    expect.close(got, want, "the edge features of two points")
