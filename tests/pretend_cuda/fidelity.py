"""Compare the pretended device's verdicts with those recorded on a real GPU (H200, torch 2.11.0+cu130)."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"
BASE = "all on cuda"


@dataclass
class Comparison:
    """How the verdicts on a set of calls compare.

    Attributes
    ----------
    calls
        How many were made on both devices.
    differences
        The calls with different verdicts, and in which way they differ.
    """

    calls: int = 0
    differences: dict[str, str] = field(default_factory=dict)

    def add(self, call: str, real: str, pretended: str) -> None:
        """Compare one call."""
        self.calls += 1
        kind = difference(real, pretended)
        if kind:
            self.differences[call] = kind

    @property
    def agreement(self) -> float:
        """The share of calls with the same verdict."""
        return 1 - len(self.differences) / self.calls


def difference(real: str, pretended: str) -> str:
    """Name how two verdicts differ; empty if they do not."""
    runs = real.startswith("ok"), pretended.startswith("ok")
    if runs == (True, False):
        return "false alarm"
    if runs == (False, True):
        return "missed"
    if real == pretended:
        return ""
    return "other result" if all(runs) else "other exception"


def read(path: Path) -> Any:
    """Load a JSON file, packed or not."""
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def compare_operator(real: dict[str, list[str]], pretended: dict[str, list[str]]) -> tuple[Comparison, Comparison]:
    """Compare one operator's calls that both made: with one tensor elsewhere, and with all on the device."""
    mixed, base = Comparison(), Comparison()
    for call in real.keys() & pretended.keys():
        here, there = real[call], pretended[call]
        base.add(f"{call}: {BASE}", here[0], there[0])
        if here[0].startswith("ok") and there[0].startswith("ok"):
            for label, x, y in zip(_labels(len(here) - 1), here[1:], there[1:], strict=True):
                mixed.add(f"{call}: {label}", x, y)
    return mixed, base


def _labels(n: int) -> list[str]:
    """Name the placements in the order in which they were tried."""
    if n == 2:
        return ["cpu 0", "cpu 1"]
    return [f"{alone} {i}" for alone in ("cpu", "cuda") for i in range(n // 2)]


def compare(real: dict[str, str], pretended: dict[str, str]) -> Comparison:
    """Compare the calls that both made."""
    comparison = Comparison()
    for call in real.keys() & pretended.keys():
        comparison.add(call, real[call], pretended[call])
    return comparison
