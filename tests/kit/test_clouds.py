"""Given helpers around networks of clouds."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import TensorDataset

from kit.clouds import (
    build_confusion,
    cloud_batches,
    cross_entropy_loss,
    evaluate,
    find_critical_points,
    pointnet_loss,
    predict,
    to_batches,
)


class Net(nn.Module):
    """Logits are the largest coordinates; counts what it is asked and in which mode."""

    def __init__(self, matrix: Tensor | None = None) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))
        self.drop = nn.Dropout(0.5)
        self.matrix = matrix
        self.seen: list[tuple[bool, bool]] = []

    def encode(self, points: Tensor) -> tuple[Tensor, Tensor | None]:
        self.seen.append((self.training, torch.is_grad_enabled()))
        return points.amax(2), self.matrix

    def classify(self, feature: Tensor) -> Tensor:
        return self.drop(feature) * self.scale

    def forward(self, points: Tensor) -> Tensor:
        return self.classify(self.encode(points)[0])


def test_confusion() -> None:
    matrix = build_confusion(torch.tensor([0, 2, 2, 2]), torch.tensor([1, 2, 0, 2]), 3)
    assert matrix.dtype == torch.int64
    assert matrix.tolist() == [[0, 1, 0], [0, 0, 0], [1, 0, 2]]
    assert build_confusion(torch.empty(0), torch.empty(0), 2).tolist() == [[0, 0], [0, 0]]
    assert int(build_confusion(torch.full((300,), 39, dtype=torch.uint8), torch.full((300,), 39), 40)[39, 39]) == 300
    for labels, predictions in (([3], [0]), ([0], [-1])):
        with pytest.raises(ValueError, match=r"0\.\.2"):
            build_confusion(torch.tensor(labels), torch.tensor(predictions), 3)


def test_accuracy_counts_clouds_in_eval_mode() -> None:
    net = Net()
    net.train()
    net.drop.eval()
    points = torch.eye(3)[[0, 1, 2, 0, 1]][:, None].expand(5, 4, 3)
    labels = torch.tensor([0, 1, 2, 2, 0])
    batches = to_batches(points, labels, 4)
    assert [tuple(x.shape) for x, _ in batches] == [(4, 3, 4), (1, 3, 4)]
    assert evaluate(net, batches) == pytest.approx(3 / 5), "a mean over clouds, not over batches"
    assert net.seen == [(False, False)] * 2
    assert (net.training, net.drop.training) == (True, False)
    assert torch.is_grad_enabled()
    truth, found = predict(net, iter(batches))
    assert (truth.tolist(), found.tolist(), found.dtype) == ([0, 1, 2, 2, 0], [0, 1, 2, 0, 1], torch.int64)
    with pytest.raises(ValueError, match="used up"):
        evaluate(net, iter(()))


def test_modes_are_restored_after_an_error() -> None:
    net = Net()
    with pytest.raises(IndexError):
        evaluate(net, [(torch.zeros(3), torch.zeros(1))])
    assert net.training
    assert net.drop.training


def test_losses() -> None:
    points, labels = torch.randn(4, 3, 6), torch.tensor([0, 1, 2, 2])
    matrix = torch.full((4, 2, 2), 3.0, requires_grad=True)
    net = Net(matrix).eval()
    plain, logits = cross_entropy_loss(net, points, labels)
    assert torch.equal(logits, points.amax(2))
    mean = plain.item()
    assert mean == pytest.approx(float(-logits.log_softmax(1)[range(4), labels].mean().detach()))

    def penalty(matrices: Tensor) -> Tensor:
        return matrices.sum()

    loss, again = pointnet_loss(penalty)(net, points, labels)
    assert torch.equal(again, logits)
    assert loss.item() == pytest.approx(mean + 0.001 * 48)
    loss.backward()
    assert matrix.grad is not None
    assert matrix.grad.unique().tolist() == pytest.approx([0.001])
    assert pointnet_loss(penalty, weight=2.0)(net, points, labels)[0].item() == pytest.approx(mean + 96)
    net.matrix = None
    assert pointnet_loss(penalty)(net, points, labels)[0].item() == mean


def test_batches() -> None:
    dataset = TensorDataset(torch.arange(9.0)[:, None, None].expand(9, 3, 2), torch.arange(9))
    plain = list(cloud_batches(dataset, 4))
    assert [len(y) for _, y in plain] == [4, 4, 1], "nothing is left out of a test"
    assert torch.cat([y for _, y in plain]).tolist() == list(range(9))
    assert [len(y) for _, y in cloud_batches(dataset, 4, shuffle=True)] == [4, 4], "a lone cloud cannot be normalised"
    assert [len(y) for _, y in cloud_batches(dataset, 6, shuffle=True)] == [6, 3]
    orders = {tuple(torch.cat([y for _, y in cloud_batches(dataset, 3, shuffle=True)]).tolist()) for _ in range(6)}
    assert len(orders) > 1
    assert all(sorted(order) == list(range(9)) for order in orders)
    (x, y), (last, _) = to_batches(torch.arange(18.0).reshape(3, 2, 3), torch.tensor([5, 6, 7]), 2)
    assert x[1].tolist() == [[6, 9], [7, 10], [8, 11]]
    assert (y.tolist(), last.shape) == ([5, 6], (1, 3, 2))


def test_critical_points() -> None:
    cloud = torch.tensor([[0.0, 5.0, 1.0, 2.0, 4.0], [0.0, 1.0, 3.0, 3.0, 2.0], [9.0, 0.0, 0.0, 1.0, 2.0]])
    assert find_critical_points(Net().encode, cloud).tolist() == [True, True, False, False, False]
    many = torch.rand(3, 150)
    found = find_critical_points(Net().encode, many)
    assert (found.dtype, set(found.nonzero().flatten().tolist())) == (torch.bool, set(many.argmax(1).tolist()))
