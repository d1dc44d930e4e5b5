"""Hidden checks of E14 of A1: devices."""

from __future__ import annotations

from typing import Any

import torch

from assignments.A1.probes import devices as probes
from kit.checks import Exercise, expect

e14 = Exercise("A1-E14", names=("get_device", "to_device"))


@e14.check("get-device", points=1)
def get_device(student: Any) -> None:
    """`get_device` is a CUDA device where one can be used, else the CPU, whatever the build of torch."""
    with student.cuda(move=False):
        # Inside, a tensor can be put on "cuda": get_device may find out by trying.
        _expect_device(student, usable=True, built=True)
    for built in (True, False):
        _expect_device(student, usable=False, built=built)


def _expect_device(student: Any, usable: bool, built: bool) -> None:
    told = student.run(probes.on_machine(student.get_device, usable, built))
    place = f"on a machine {'with' if usable else 'without'} a usable device"
    kind = told["kind"]
    expect.that(kind == "device", f"get_device should return a torch.device, it returned a {kind}")
    right = ("cuda", "cuda:0") if usable else ("cpu",)
    expect.that(told["text"] in right, f"get_device {place} is {told['text']}, which is not right")
    expect.that(not told["default_changed"], "get_device should leave torch's default device alone")


@e14.check("to-device", points=1)
def to_device(student: Any) -> None:
    """Every tensor of a nest arrives on the device; types, order and all else are kept, also the argument."""
    sizes = [int(n) for n in 2 + torch.randperm(9)[:4]]
    for device in ("meta", torch.device("meta")):
        told = student.run(probes.moved(student.to_device, sizes, device))
        expect.that(told["after"] == told["before"], "to_device should leave its argument unchanged")
        _compare(told["result"], probes.describe(probes.nest(sizes, "meta")), "the result")
        shared = ", ".join(sorted(set(told["shared"])))
        expect.that(not shared, f"the result should have new containers, it holds the old {shared}")
        expect.that(told["array_kept"], "what is not a tensor should be passed on as it is, without a copy")
        expect.that(not told["default_changed"], "to_device should leave torch's default device alone")
    bare = student.to_device(torch.zeros(3, 5), "meta")
    expect.tensor(bare, "a bare tensor after to_device", shape=(3, 5), meta=True)
    expect.that(bare.device.type == "meta", f"a bare tensor is on {bare.device.type} afterwards")
    with student.cuda(move=False):
        for dtype in (torch.float32, torch.int64):
            values = torch.randint(-9, 9, (3, 5)).to(dtype)
            moved = student.to_device([values], "cuda")
            expect.on_device(student, "a tensor of a list after to_device")
            expect.instance(moved, list, "a list after to_device")
            expect.tensor(moved[0], "a tensor of a list after to_device", shape=(3, 5), dtype=dtype)
            expect.close(moved[0], values, "a tensor of a list after to_device")
    leaf = torch.randn(4, dtype=torch.float64, requires_grad=True)
    kept = student.to_device(leaf, "cpu")
    expect.tensor(kept, "a bare tensor that requires grad after to_device", shape=(4,), grad=True)
    for other in ("text", 3, None):
        expect.equal(student.to_device(other, "meta"), other, "a bare value that is no tensor")


def _compare(got: Any, want: Any, path: str) -> None:
    """Walk two descriptions and say where they part."""
    expect.that(got[0] == want[0], f"{path} should be a {want[0]}, it is a {got[0]}")
    if want[0] == "Tensor":
        expect.that(got[1] == want[1], f"{path} is a tensor on {got[1]}, it should be on {want[1]}")
        expect.that(got[2:] == want[2:], f"{path} should keep its shape and dtype")
    elif want[0] == "dict":
        keys, wanted = [key for key, _ in got[1]], [key for key, _ in want[1]]
        expect.that(keys == wanted, f"{path} has the keys {keys}, expected {wanted} in this order")
        for (key, item), (_, other) in zip(got[1], want[1], strict=True):
            _compare(item, other, f"{path}[{key!r}]")
    elif want[0] in ("list", "tuple", "Pair"):
        expect.that(len(got[1]) == len(want[1]), f"{path} has {len(got[1])} entries, expected {len(want[1])}")
        for number, (item, other) in enumerate(zip(got[1], want[1], strict=True)):
            _compare(item, other, f"{path}[{number}]")
    else:
        expect.that(got == want, f"{path} should be passed on unchanged")
