"""What the running Python needs to go on importing inside a sandbox."""

import importlib.util
import sys
from pathlib import Path

PACKAGES = ("kit", "autograder")


def interpreter_paths() -> tuple[Path, ...]:
    """Directories of the interpreter, its environment and our own two packages.

    Each is listed as it is written and as it resolves: a virtual environment names its interpreter by a
    symbolic link, and managed interpreters (pyenv, uv, conda) live in a home directory. Of a checkout only
    the two package directories are listed: beside them lie the assignments with their answers.
    """
    prefixes = (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)
    found = [Path(prefix) for prefix in prefixes]
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.submodule_search_locations is not None:
            found += [Path(location) for location in spec.submodule_search_locations]
    both = [path for each in found for path in (each.absolute(), each.resolve())]
    return tuple(dict.fromkeys(both))
