"""The pretended device agrees with the record of a real GPU, except where it is known not to.

The record was made on torch 2.11; the known disagreements are those of torch 2.15. Calls that a torch version
lacks are not compared and reported as skipped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from .fidelity import BASE, RECORDED, Comparison, compare, compare_operator, read

HERE = Path(__file__).parent
KNOWN = read(RECORDED / "known_disagreements.json")
REAL = {
    "operators": read(RECORDED / "operators.json.gz"),
    "modules": read(RECORDED / "modules.json.gz"),
    "autocast": read(RECORDED / "autocast.json"),
    "expressions": read(RECORDED / "expressions.json"),
}
# At least so many calls are compared, and at least this share agrees.
LEAST = {
    "operators": (9300, 0.986),
    "modules": (2000, 0.992),
    "autocast": (655, 0.983),
    "expressions": (388, 0.989),
}
# Why the operators of the known disagreements differ.
EMPTY = "kernels skip their checks on empty tensors"
BOTH_SCALARS = "two 0-dimensional tensors; which ones may mix differs by operator"
TWO_SCALARS = "takes a CPU scalar in one place of several"
WHY = {
    "_unsafe_masked_index": "private; takes indices like x[index]",
    "_unsafe_masked_index_put_accumulate": "private; takes indices like x[index]",
    "diff": "the real one reads all tensors where the first one is",
    "index_fill": "the result of a CPU tensor filled with a CUDA scalar",
    "linalg.matrix_rank": TWO_SCALARS,
    "linalg.pinv": f"{TWO_SCALARS}; {EMPTY}",
    "native_dropout_backward": BOTH_SCALARS,
    "nn.functional.batch_norm": EMPTY,
    "nn.functional.bilinear": EMPTY,
    "nn.functional.binary_cross_entropy_with_logits": BOTH_SCALARS,
    "nn.functional.conv3d": "NotImplementedError, which is a RuntimeError",
    "nn.functional.cosine_embedding_loss": "CPU tensors with a CUDA scalar as the target",
    "nn.functional.ctc_loss": "CPU log-probabilities; the recorded GPU can read host memory, most cannot",
    "nn.functional.gaussian_nll_loss": TWO_SCALARS,
    "nn.functional.scaled_dot_product_attention": "NotImplementedError, which is a RuntimeError",
    "nn.functional.soft_margin_loss": BOTH_SCALARS,
    "jiterator_2inputs_2outputs": "compiles CUDA code",
    "jiterator_4inputs_with_extra_args": "compiles CUDA code",
    "jiterator_binary": "compiles CUDA code",
    "jiterator_binary_return_by_ref": "compiles CUDA code",
    "linalg.lstsq": "CUDA has one driver only",
    "linalg.lstsq grad_oriented": "CUDA has one driver only",
    "tensor_split": "wants its indices on the CPU",
}


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run all recorded calls on the pretended device."""
    out = tmp_path_factory.mktemp("fidelity") / "pretended.json.gz"
    path = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, str(HERE / "measure.py"), str(out)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert out.exists(), done.stderr[-2000:]
    return read(out)


@pytest.mark.parametrize("operator", sorted(REAL["operators"]))
def test_operator(operator: str, measured: Any) -> None:
    """Each operator with one tensor elsewhere ends as on the real GPU, except for the known calls."""
    real, pretended = REAL["operators"][operator], measured["operators"].get(operator)
    if pretended is None:
        pytest.skip(f"torch {torch.__version__} has no test samples of {operator}")
    if not real.keys() & pretended.keys():
        pytest.skip(f"all test samples of {operator} are others in torch {torch.__version__}")
    mixed, base = compare_operator(real, pretended)
    assert mixed.differences == _known("operators", operator, pretended)
    assert base.differences == _known(BASE, operator, pretended)


def _known(section: str, operator: str, made: dict[str, Any]) -> dict[str, str]:
    known = KNOWN[section].get(operator, {})
    return {call: kind for call, kind in known.items() if call.rpartition(": ")[0] in made}


@pytest.mark.parametrize("section", ["modules", "autocast", "expressions"])
def test_calls(section: str, measured: Any) -> None:
    """Modules, autocast dtypes and student-style expressions: only the known calls differ."""
    differences = compare(REAL[section], measured[section]).differences
    assert differences == {call: kind for call, kind in KNOWN[section].items() if call in measured[section]}


@pytest.mark.parametrize("section", LEAST)
def test_agreement(section: str, measured: Any, record_property: Any) -> None:
    """Enough calls are compared, and most agree."""
    comparison = _whole(section, measured)
    record_property("calls", comparison.calls)
    record_property("agreement", round(comparison.agreement, 4))
    calls, share = LEAST[section]
    assert comparison.calls >= calls
    assert comparison.agreement >= share


def _whole(section: str, measured: Any) -> Comparison:
    if section != "operators":
        return compare(REAL[section], measured[section])
    whole = Comparison()
    for operator, calls in REAL["operators"].items():
        part, _ = compare_operator(calls, measured["operators"].get(operator, {}))
        whole.calls += part.calls
        whole.differences.update({f"{operator} {call}": kind for call, kind in part.differences.items()})
    return whole


@pytest.mark.parametrize("section", ["modules", "autocast", "expressions"])
def test_all_recorded_calls_still_exist(section: str, measured: Any) -> None:
    """Name what this torch version lacks."""
    gone = REAL[section].keys() - measured[section].keys()
    if gone:
        pytest.skip(f"not in torch {torch.__version__}: {', '.join(sorted(gone))}")


def test_each_known_disagreement_has_a_reason() -> None:
    """No operator differs without a word why."""
    assert WHY.keys() == KNOWN["operators"].keys() | KNOWN[BASE].keys()
