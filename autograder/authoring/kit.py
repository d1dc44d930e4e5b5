"""Which modules of ``kit`` a notebook needs: those that ship with it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

ALWAYS = ("checks", "export", "notebook", "questions", "rehearsal", "student")
"""Packages that the tools of every notebook are made of."""
START = "import kit.environment\nimport kit.probes\nimport kit.settings"


def needed(kit: Path, sources: Iterable[str]) -> list[Path]:
    """Files of `kit` that these pieces of code use, directly or not, relative to it, sorted.

    Files that are no code go with the folder that they lie in.
    """
    found = {kit / "__init__.py"}
    waiting = [START, *sources]
    for name in ALWAYS:
        waiting += [f"import kit.{one}" for one in _modules_below(kit, name)]
    while waiting:
        for file in _files(kit, waiting.pop()):
            if file not in found:
                found.add(file)
                waiting.append(file.read_text(encoding="utf-8"))
    folders = {file.parent for file in found}
    others = {
        one for folder in folders for one in folder.iterdir() if one.is_file() and one.suffix not in (".py", ".pyc")
    }
    return sorted(file.relative_to(kit) for file in found | others if not file.name.startswith("."))


def _modules_below(kit: Path, package: str) -> Iterator[str]:
    for file in (kit / package).rglob("*.py"):
        parts = file.relative_to(kit).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _files(kit: Path, source: str) -> Iterator[Path]:
    """Files of the modules of ``kit`` that a piece of code imports, with the packages on the way to them."""
    plain = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
    for node in ast.walk(ast.parse(plain)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            yield from _on_the_way(kit, name)


def _on_the_way(kit: Path, name: str) -> Iterator[Path]:
    parts = name.split(".")
    if parts[0] != kit.name:
        return
    for depth in range(1, len(parts)):
        path = kit.joinpath(*parts[1 : depth + 1])
        for file in (path.with_suffix(".py"), path / "__init__.py"):
            if file.is_file():
                yield file
