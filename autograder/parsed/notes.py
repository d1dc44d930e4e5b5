"""What a teaching assistant should look at: right code may do it, and so does code that fools the checks."""

# ruff: noqa: N802 - ast.NodeVisitor fixes the names

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator, Sequence

from autograder.parsed.cells import executed, line_of
from autograder.parsed.find import earlier_uses
from autograder.parsed.local import imports
from autograder.parsed.notebook import Notebook
from autograder.parsed.paths import Scopes, TangledError, constant
from autograder.parsed.visitor import ScopedVisitor

MAX_NOTES = 20

MACHINERY = (
    *("torch._C", "torch._ops", "torch._dispatch", "torch.library", "torch.overrides", "torch.utils._python_dispatch"),
    *("torch.utils.cpp_extension", "torch.compiler", "torch.compile", "torch.jit", "torch.cuda.CUDAGraph"),
    *("sys.settrace", "sys.setprofile", "sys._getframe", "sys._current_frames", "sys.modules", "sys.monitoring"),
    *("inspect.currentframe", "inspect.stack", "inspect.trace", "inspect.getouterframes", "threading.settrace"),
    *("gc", "ctypes", "cffi", "marshal", "builtins", "types.CodeType", "types.FunctionType", "subprocess"),
    *("os.system", "os.popen", "os.fork", "os.execv", "os.posix_spawn", "importlib.reload", "unittest.mock"),
    *("kit.student", "kit.checks", "autograder", "assignments", "atexit", "signal", "threading", "multiprocessing"),
)
_INNER = frozenset(
    (
        *("__globals__", "__closure__", "__code__", "__subclasses__", "__builtins__", "__torch_function__"),
        *("__torch_dispatch__", "__getattribute__", "__import__", "f_globals", "f_locals", "f_back", "gi_frame"),
        "tb_frame",
    )
)
_RUN_TEXT = frozenset(["exec", "eval", "compile", "__import__"])


def suspicious(notebook: Notebook, asked: Iterable[tuple[Iterable[str], Sequence[str]]] = ()) -> list[str]:
    """Lines that reach for the machinery around the code, and answers that were replaced, in words.

    `asked` holds, for each exercise, its names and what is forbidden to them.
    """
    found: dict[str, None] = {}
    try:
        for names, forbidden in asked:
            found |= dict.fromkeys(_replaced(notebook, names, forbidden))
        found |= dict.fromkeys(_machinery(notebook))
    except (TangledError, RecursionError):
        found = {"the code is too tangled to be followed: read it": None, **found}
    return list(found)[:MAX_NOTES]


def _replaced(notebook: Notebook, names: Iterable[str], forbidden: Sequence[str]) -> Iterator[str]:
    for use in earlier_uses(notebook, names, forbidden):
        if label := notebook.labels[use.cell]:
            yield f"{label}, line {use.line}: an answer that was replaced used {use.what}: {use.text}"


def _machinery(notebook: Notebook) -> Iterator[str]:
    names = notebook.names
    for cell, statement in notebook.statements:
        if label := notebook.labels[cell]:
            visitor = _Notes(Scopes(names))
            visitor.visit(statement)
            for line, what in visitor.found:
                yield f"{label}, line {line}: {what}: {line_of(notebook.sources[cell], line)}"


class _Notes(ScopedVisitor):
    """Collects what is worth a look in one statement: line, words."""

    def __init__(self, scopes: Scopes) -> None:
        super().__init__(scopes)
        self.found: list[tuple[int, str]] = []

    def _note(self, node: ast.AST, what: str) -> None:
        self.found.append((getattr(node, "lineno", 0), what))

    def _refer(self, node: ast.expr | ast.stmt, paths: Iterable[str]) -> None:
        for path in paths:
            for one in MACHINERY:
                if path == one or path.startswith(f"{one}."):
                    self._note(node, one)

    def _imported(self, node: ast.Import | ast.ImportFrom) -> None:
        for _, path in imports(node):
            root = path.partition(".")[0]
            if not root or importlib.util.find_spec(root) is None:
                self._note(node, f"{root or 'a relative import'} is no installed library")
        full = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        self._refer(node, {*full, *(path for _, path in imports(node))})

    def visit_Import(self, node: ast.Import) -> None:
        self._imported(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._imported(node)

    def visit_Name(self, node: ast.Name) -> None:
        self._refer(node, self.scopes.paths(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        paths = self.scopes.paths(node)
        self._refer(node, paths)
        if node.attr in _INNER:
            self._note(node, node.attr)
        if isinstance(node.ctx, (ast.Store, ast.Del)) and any(path.partition(".")[0] == "torch" for path in paths):
            self._note(node, "changes torch")
        self.visit(node.value)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if isinstance(node.func, ast.Name) and name in _RUN_TEXT:
            self._note(node, f"{name} of a text")
        if name in ("getattr", "setattr") and len(node.args) > 1 and self.scopes.paths(node.args[0]):
            if name == "setattr":
                self._note(node, "changes a library")
            elif not constant(node.args[1]):
                self._note(node, "takes something from a library by a computed name")
        if name == "import_module" and not (node.args and constant(node.args[0])):
            self._note(node, "imports by a computed name")
        self._refer(node, self.scopes.paths(node))
        for statement in executed(node):
            self.visit(statement)
        self.generic_visit(node)
