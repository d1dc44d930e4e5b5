"""Self-checks of P5-E06."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

e06 = Exercise("P5-E06", names=("find_knn", "find_radius_neighbours"))

LINE = (0.0, 1.0, 3.0, 7.0, 8.0)


@e06.check("knn-on-a-line")
def knn_on_a_line(student: Any) -> None:
    """find_knn: on the line 0, 1, 3, 7, 8 the neighbours are those of the text."""
    got = student.find_knn(torch.tensor([[LINE]]), 2)
    expect.tensor(got, "idx", shape=(1, 5, 2), dtype=torch.int64)
    want = torch.tensor([[0, 1], [0, 1], [1, 2], [3, 4], [3, 4]])
    expect.that(torch.equal(got[0].sort(-1).values, want), f"the neighbours are {got[0].sort(-1).values.tolist()}")


@e06.check("knn-shapes")
def knn_shapes(student: Any) -> None:
    """find_knn: int64 (B, N, k), every point among its own neighbours; a k above N raises a ValueError."""
    for b, c, n, k in ((2, 3, 11, 4), (3, 8, 7, 7)):
        got = student.find_knn(torch.randn(b, c, n), k)
        expect.tensor(got, f"idx for B={b}, C={c}, N={n}, k={k}", shape=(b, n, k), dtype=torch.int64)
        own = (got == torch.arange(n)[:, None]).any(2)
        expect.that(bool(own.all()), "a point is not among its own neighbours")
    expect.raises(ValueError, student.find_knn, torch.randn(2, 3, 5), 6)


@e06.check("radius-on-a-grid")
def radius_on_a_grid(student: Any) -> None:
    """find_radius_neighbours: on a grid a point has 3 to 5 neighbours within 1, itself included."""
    rows, columns = torch.meshgrid(torch.arange(4.0), torch.arange(5.0), indexing="ij")
    got = student.find_radius_neighbours(torch.stack((rows, columns)).reshape(1, 2, 20), 1.0, 7)
    expect.instance(got, tuple, "the result")
    expect.that(len(got) == 2, "there should be two results, idx and mask")
    expect.tensor(got[0], "idx", shape=(1, 20, 7), dtype=torch.int64)
    expect.tensor(got[1], "mask", shape=(1, 20, 7), dtype=torch.bool)
    edges = ((rows == 0) | (rows == 3)).long() + ((columns == 0) | (columns == 4)).long()
    counts = got[1].sum(2).reshape(4, 5)
    expect.that(torch.equal(counts, 5 - edges), f"the numbers of neighbours on the grid are {counts.tolist()}")
