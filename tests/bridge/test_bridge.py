"""The same calls in one process and across the boundary have the same outcome."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import nn

from autograder.bridge import Bridge, Channel, ClosedError, serve
from autograder.bridge.wire import pair
from kit.student import Deferred, Host, Student, StudentError, probe

NOTEBOOK = """
import torch
from torch import nn

def cross_entropy(z, y):
    z = z - z.max(1, keepdim=True).values
    return (torch.logsumexp(z, 1) - z[torch.arange(len(y)), y]).mean()

class Net(nn.Module):
    def __init__(self, d, h=8):
        super().__init__()
        self.fc, self.out, self.drop = nn.Linear(d, h), nn.Linear(h, 2), nn.Dropout(0.5)
    def forward(self, x):
        return self.out(self.drop(torch.relu(self.fc(x))))

def numbers(n):
    for i in range(n):
        yield i * i

class Counter:
    def __init__(self):
        self.k = 0
    def add(self, v):
        self.k += v
        return self

def doubled(t):
    return t.mul_(2)

def both(x):
    return {"sum": x.sum(), "parts": [x * 2, (x.detach(), 3)]}

import collections
import numpy
pair = collections.namedtuple("Pair", "a b")(1, 2.5)
half = numpy.float64(0.5)
corner = torch.ones(4, 4).diagonal()[:1]
answer = 41.5
names = ["a", ("b", 2)]
table = {"x": torch.arange(3)}
"""


@probe
def call_twice(function: Any, x: Any) -> Any:
    return [function(x), function(x)]


def _serve(channel: socket.socket, host: Host) -> None:
    try:
        serve(Channel(channel), host)
    except ClosedError:
        channel.close()


@pytest.fixture(params=["local", "bridge"])
def student(request: pytest.FixtureRequest) -> Iterator[Student]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(NOTEBOOK, namespace)
    host = Host(namespace, {call_twice.name: call_twice.function})
    if request.param == "local":
        yield Student(host)
        return
    ours, theirs = pair()
    thread = threading.Thread(target=_serve, args=(theirs, host))
    thread.start()
    yield Student(Bridge(Channel(ours)))
    ours.close()
    thread.join(5)


def test_values(student: Student) -> None:
    assert student.answer == 41.5
    assert student.names == ["a", ("b", 2)]
    assert torch.equal(student.table["x"], torch.arange(3))


def test_gradients_of_inputs(student: Student) -> None:
    z, y = torch.randn(4, 3, dtype=torch.float64, requires_grad=True), torch.tensor([0, 1, 2, 0])
    student.cross_entropy(z, y).backward()
    w = z.detach().clone().requires_grad_()
    nn.functional.cross_entropy(w, y).backward()
    assert torch.allclose(z.grad, w.grad)


def test_gradients_of_parameters(student: Student) -> None:
    net = student.Net(4)
    net.eval()
    net(torch.ones(2, 4)).sum().backward()
    gradients = {name: p.grad for name, p in net.named_parameters()}
    assert gradients["fc.weight"].shape == (8, 4)
    assert torch.equal(gradients["out.bias"], torch.full((2,), 2.0))


def test_graph_through_two_calls(student: Student) -> None:
    x = torch.randn(5, requires_grad=True)
    out = student.both(x)
    (out["sum"] + out["parts"][0].sum()).backward()
    assert torch.equal(x.grad, torch.full((5,), 3.0))
    assert out["parts"][1][1] == 3
    assert not out["parts"][1][0].requires_grad


def test_modules(student: Student) -> None:
    net = student.Net(4)
    assert net.kind == "module"
    assert net.kind_name == "Net"
    assert not net.eval().training
    assert set(net.state_dict()) == {"fc.weight", "fc.bias", "out.weight", "out.bias"}
    net.load_state_dict({name: torch.zeros_like(value) for name, value in net.state_dict().items()})
    assert torch.equal(net(torch.ones(1, 4)), torch.zeros(1, 2))
    assert dict(net.named_parameters())["fc.weight"].shape == (8, 4)
    assert hasattr(net, "drop")
    assert not hasattr(net, "nothing")


def test_random_numbers_follow_the_checks_generator(student: Student) -> None:
    torch.manual_seed(3)
    a = student.Net(4).state_dict()["fc.weight"]
    torch.manual_seed(3)
    b = student.Net(4).state_dict()["fc.weight"]
    c = student.Net(4).state_dict()["fc.weight"]
    assert torch.equal(a, b)
    assert not torch.equal(b, c)


def test_objects_and_generators(student: Student) -> None:
    assert student.Counter().add(2).add(3).k == 5
    assert list(student.numbers(4)) == [0, 1, 4, 9]


def test_a_changed_argument_is_reported_and_not_passed_on(student: Student) -> None:
    t = torch.ones(2)
    assert torch.equal(student.doubled(t), torch.full((2,), 2.0))
    assert torch.equal(t, torch.ones(2))
    assert student.side_effects == ["argument 1 has other values than before"]
    student.both(t)
    assert student.side_effects == []


def test_probes(student: Student) -> None:
    out = student.run(call_twice(student.both, torch.ones(3)))
    assert [float(one["sum"]) for one in out] == [3.0, 3.0]


def test_a_module_of_probes_arrives_when_it_is_first_asked_for() -> None:
    host = Host({"keys": lambda: sorted(host.probes)}, {})
    source = "from kit.student import probe\n@probe\ndef made(x): return 2 * x\n"
    sources = {f"assignments.X9.probes.{name}": source for name in ("early", "late")}
    uses = "from assignments.X9.probes import early\nfrom assignments.X9.probes.late import made as other\n"
    both = "from kit.student import probe\n@probe\ndef sum(x): return early.made.function(x) + other.function(x)\n"
    sources["assignments.X9.probes.both"] = uses + both
    ours, theirs = pair()
    thread = threading.Thread(target=_serve, args=(theirs, host))
    thread.start()
    try:
        student = Student(Bridge(Channel(ours), sources))
        assert student.keys() == []
        assert student.run(Deferred("early.made", lambda x: 2 * x, (4,), {})) == 8
        assert student.keys() == ["early.made"]
        assert not [name for name in sys.modules if name.endswith("probes.late")]
        assert student.run(Deferred("both.sum", lambda x: 4 * x, (4,), {})) == 16
        assert student.keys() == ["both.sum", "early.made", "late.made"]
    finally:
        ours.close()
        thread.join(5)
        for name in [name for name in sys.modules if name.startswith("assignments.X9")]:
            del sys.modules[name]


def test_names_can_be_bound_for_a_while(student: Student) -> None:
    with student.bind(answer=7, fresh=[1]):
        assert student.answer == 7
        assert student.fresh == [1]
    assert student.answer == 41.5
    assert not student.has("fresh")


def test_errors(student: Student) -> None:
    with pytest.raises(StudentError, match="IndexError"):
        student.cross_entropy(torch.ones(2, 2), torch.tensor([0, 5]))
    with pytest.raises(StudentError) as caught:
        student.Net()
    assert caught.value.is_a("TypeError")
    with pytest.raises(StudentError, match="not defined"):
        student.nothing  # noqa: B018


def test_nonsense_from_the_other_side_is_an_error_of_the_student() -> None:
    ours, theirs = socket.socketpair()
    student = Student(Bridge(Channel(ours)))
    theirs.sendall(b"\xff\xff\xff\xff" + b"x" * 100)
    with pytest.raises(StudentError) as caught:
        student.answer  # noqa: B018
    assert caught.value.is_a("GoneError")
    with pytest.raises(StudentError):
        student.answer  # noqa: B018
    theirs.close()


def test_the_other_side_cannot_claim_our_own_errors() -> None:
    ours, theirs = socket.socketpair()
    channel = Channel(theirs)
    error = [["ForbiddenError", "GoneError"], "x", ""]
    reply = {"value": None, "error": error, "side_effects": [], "devices": [], "used": []}
    channel.send(reply)
    with pytest.raises(StudentError) as caught:
        Student(Bridge(Channel(ours))).answer  # noqa: B018
    assert caught.value.kinds == ("Exception", "Exception")
    ours.close()
    theirs.close()


def test_named_tuples_and_numpy_numbers_are_plain(student: Student) -> None:
    assert student.pair == (1, 2.5)
    assert type(student.half) is float
    assert torch.equal(student.corner, torch.ones(1))
