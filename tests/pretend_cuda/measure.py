"""Run what was once run on a real GPU on the pretended one: ``python measure.py OUT.json``.

A process of its own, since torch's test databases change torch for good (they freeze the backend flags).
Writes one object with "operators", "modules", "autocast" and "expressions" in the form of ``recorded/``.
"""

from __future__ import annotations

import copy
import gzip
import json
import math
import os
import signal
import sys
import types
import unittest
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils._pytree import tree_flatten, tree_map, tree_unflatten

from autograder.pretend_cuda import pretend_cuda

SAMPLES = 8  # per operator, spread over the first 60
MODULE_INPUTS = 4
SECONDS = 20
SETUP = """
torch.manual_seed(0); c = torch.randn(2, 3); g = c.cuda(); ci = torch.tensor([0, 1]); gi = ci.cuda()
cmask = c > 0; gmask = cmask.cuda(); g2m = gmask
"""


class TooLongError(Exception):
    """An operator takes more than `SECONDS`."""


def _import_databases() -> tuple[Any, Any]:
    """Import torch's own test databases, without expecttest, which they import but do not need here."""
    stand_in: Any = types.ModuleType("expecttest")
    stand_in.TestCase = unittest.TestCase
    sys.modules.setdefault("expecttest", stand_in)
    from torch.testing._internal import common_methods_invocations, common_modules

    return common_methods_invocations.op_db, common_modules.module_db


def _is_tensor(x: object) -> bool:
    return isinstance(x, Tensor)


def _verdict(call: Callable[[], Any], describe: Callable[[list[Tensor], Any], list[str]]) -> str:
    """``ok`` and what came out, or the name of the exception."""
    try:
        out = call()
    except TooLongError:
        raise
    except Exception as error:
        return type(error).__name__
    return " ".join(["ok", *describe([t for t in tree_flatten(out)[0] if _is_tensor(t)], out)])


def _device_set(tensors: list[Tensor], out: Any) -> list[str]:
    return sorted({str(t.device) for t in tensors})


def _devices(tensors: list[Tensor], out: Any) -> list[str]:
    return [str(t.device) for t in tensors] if tensors else [repr(out)[:60]]


def _dtypes(tensors: list[Tensor], out: Any) -> list[str]:
    return [str(t.dtype).removeprefix("torch.") for t in tensors]


def _database(database: Any) -> list[Any]:
    return sorted(database, key=lambda op: (op.name, op.variant_test_name))


def _full_name(op: Any) -> str:
    return f"{op.name} {op.variant_test_name}".strip()


def operators(op_db: Any) -> dict[str, dict[str, list[str]]]:
    """All operators: everything on the device, then each tensor alone elsewhere, then each alone on it."""
    return {_full_name(op): dict(_limited(_operator_calls(op))) for op in _database(op_db)}


def _limited(calls: Iterator[tuple[str, list[str]]]) -> Iterator[tuple[str, list[str]]]:
    signal.alarm(SECONDS)
    try:
        yield from calls
    except TooLongError:
        pass
    finally:
        signal.alarm(0)


def _operator_calls(op: Any) -> Iterator[tuple[str, list[str]]]:
    dtypes = op.supported_dtypes("cpu") & op.supported_dtypes("cuda")
    dtype = next((d for d in (torch.float32, torch.int64, torch.bool) if d in dtypes), None)
    if dtype is None:
        return
    torch.manual_seed(0)
    usable = []
    for number, sample in zip(range(62), op.sample_inputs("cpu", dtype), strict=False):
        leaves, spec = tree_flatten(((sample.input, *sample.args), sample.kwargs))
        where = [i for i, x in enumerate(leaves) if _is_tensor(x)]
        dense = all(leaves[i].layout == torch.strided for i in where)
        if 2 <= len(where) <= 8 and "device" not in sample.kwargs and dense:
            usable.append((number, leaves, spec, where))
    if len(usable) > SAMPLES:
        usable = [usable[round(i * (len(usable) - 1) / (SAMPLES - 1))] for i in range(SAMPLES)]
    variants = {"": op.op, "method": op.method_variant, "inplace": op.inplace_variant}
    for number, leaves, spec, where in usable:
        signature = ", ".join(f"{tuple(leaves[i].shape)} {str(leaves[i].dtype)[6:]}" for i in where)
        for variant, function in variants.items():
            if function is None or (variant == "method" and "." in op.name):
                continue
            verdicts = _placements(function, leaves, spec, where)
            yield " ".join(filter(None, [variant, str(number), signature])), verdicts


def _placements(function: Callable[..., Any], leaves: list[Any], spec: Any, where: list[int]) -> list[str]:
    def attempt(devices: dict[int, str]) -> str:
        placed = [x.detach().clone().to(devices[i]) if _is_tensor(x) else x for i, x in enumerate(leaves)]
        args, kwargs = tree_unflatten(placed, spec)
        return _verdict(lambda: function(*args, **kwargs), _device_set)

    verdicts = [attempt(dict.fromkeys(where, "cuda"))]
    if not verdicts[0].startswith("ok"):
        return verdicts
    for alone, others in (("cpu", "cuda"), ("cuda", "cpu")):
        if alone == "cuda" and len(where) == 2:
            continue  # the same two combinations
        verdicts += [attempt({**dict.fromkeys(where, others), i: alone}) for i in where]
    return verdicts


def modules(module_db: Any) -> dict[str, str]:
    """All modules: everything on the device, then model, input, each input and each parameter left behind."""
    found: dict[str, str] = {}
    for info in sorted(module_db, key=lambda info: info.name):
        try:
            inputs = info.module_inputs_func(
                info, device="cpu", dtype=torch.float32, requires_grad=False, training=True
            )
        except Exception:
            continue  # needs what only the database's own tests give
        for number, given in enumerate(inputs[:MODULE_INPUTS]):
            if given.forward_input is not None:
                found.update(_module(f"{info.name} {number}", info.module_cls, given))
    return found


def _module(name: str, kind: Callable[..., nn.Module], given: Any) -> dict[str, str]:
    build = given.constructor_input.args, given.constructor_input.kwargs
    leaves, spec = tree_flatten((given.forward_input.args, given.forward_input.kwargs))

    def make() -> nn.Module:
        args, kwargs = tree_map(lambda x: x.clone() if _is_tensor(x) else x, build)
        return kind(*args, **kwargs)

    def run(model_on: str, input_on: str, input_behind: int | None, parameter_behind: int | None) -> Any:
        torch.manual_seed(0)
        model = make().to(model_on)
        if parameter_behind is not None:
            t = [*model.parameters(), *model.buffers()][parameter_behind]
            t.data = t.data.cpu()
        placed = [
            x.clone().to("cpu" if i == input_behind else input_on) if _is_tensor(x) else x for i, x in enumerate(leaves)
        ]
        args, kwargs = tree_unflatten(placed, spec)
        return model(*args, **kwargs)

    def verdict(
        model: str = "cuda", given: str = "cuda", input_behind: int | None = None, behind: int | None = None
    ) -> str:
        return _verdict(lambda: run(model, given, input_behind, behind), _devices)

    found = {"all cuda": verdict()}
    if found["all cuda"].startswith("ok"):
        found["model cpu"] = verdict(model="cpu")
        found["input cpu"] = verdict(given="cpu")
        for i in (i for i, x in enumerate(leaves) if _is_tensor(x)):
            found[f"input {i} cpu"] = verdict(input_behind=i)
        model = make()
        for i in range(min(6, len([*model.parameters(), *model.buffers()]))):
            found[f"param {i} cpu"] = verdict(behind=i)
    return {f"{name} {what}": said for what, said in found.items()}


def autocast(op_db: Any) -> dict[str, str]:
    """The dtypes that come out of all operators in ``autocast("cuda", float16)``."""
    found: dict[str, str] = {}
    for op in _database(op_db):
        both = op.supported_dtypes("cuda") & op.supported_dtypes("cpu")
        if torch.float32 not in both or "jiter" in op.name:
            continue
        sample = next(iter(op.sample_inputs("cpu", torch.float32)), None)
        if sample is not None:
            found[_full_name(op)] = _verdict(lambda op=op, sample=sample: _in_autocast(op, sample), _dtypes)
    return found


def _in_autocast(op: Any, sample: Any) -> Any:
    def moved(x: Any) -> Any:
        return x.detach().clone().to("cuda") if _is_tensor(x) else x

    args, kwargs = tree_map(moved, ((sample.input, *sample.args), sample.kwargs))
    with torch.autocast("cuda", dtype=torch.float16):
        return op.op(*args, **kwargs)


def expressions(lines: list[str]) -> dict[str, str]:
    """What each line gives; ``c`` is on the CPU and ``g`` on the GPU."""
    return {line: _verdict(lambda line=line: _evaluate(line), _devices) for line in lines}


def _evaluate(line: str) -> Any:
    names = {"torch": torch, "nn": nn, "F": F, "math": math, "copy": copy}
    exec(SETUP, names)
    *before, last = line.split("; ")
    exec("\n".join(before), names)
    try:
        return eval(last, names)
    except SyntaxError:
        exec(last, names)
        return names.get("x")


def _too_long(*args: object) -> None:
    raise TooLongError


def main(out: Path) -> None:
    """Measure all and write the verdicts."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    signal.signal(signal.SIGALRM, _too_long)
    op_db, module_db = _import_databases()
    lines = json.loads((Path(__file__).parent / "recorded" / "expressions.json").read_text())
    with pretend_cuda():
        found = {
            "expressions": expressions(list(lines)),
            "operators": operators(op_db),
            "modules": modules(module_db),
            "autocast": autocast(op_db),
        }
    out.write_bytes(gzip.compress(json.dumps({"torch": torch.__version__, **found}).encode()))
    os._exit(0)  # some operators leave threads behind


if __name__ == "__main__":
    main(Path(sys.argv[1]))
