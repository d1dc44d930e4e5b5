"""An IPython shell in this process whose outputs become nbformat dicts."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.profiledir import ProfileDir
from traitlets import Type
from traitlets.config import Config

Emit = Callable[[dict[str, Any]], None]
LONGEST = 1 << 20
"""Characters in one message; the supervisor bounds the sum."""


def make_shell(emit: Emit) -> InteractiveShell:
    """Start the process's shell; every output that it displays goes to `emit` as a dict in nbformat's form.

    It knows no folder of this process: `settle` tells it where it is.
    """

    class Publisher(DisplayPublisher):
        def publish(self, data: Any, *_: Any, **__: Any) -> None:
            emit({"output_type": "display_data", "data": _texts(data), "metadata": {}})

        def clear_output(self, wait: bool = False) -> None:
            emit({"output_type": "clear"})

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            pass

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
            emit({"output_type": "execute_result", "data": _texts(format_dict), "metadata": {}})

        def finish_displayhook(self) -> None:
            pass

    class Shell(InteractiveShell):
        displayhook_class = Type(Hook)
        display_pub_class = Type(Publisher)

        def init_sys_modules(self) -> None:
            sys.modules["__main__"] = self.user_module

        def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
            emit(
                {
                    "output_type": "error",
                    "ename": str(etype.__name__),
                    "evalue": str(evalue)[:2000],
                    "traceback": [str(line)[:20_000] for line in stb],
                }
            )

        def enable_gui(self, gui: Any = None) -> None:
            pass

        def system_piped(self, cmd: str) -> None:
            """``!ls``: IPython's own way needs a terminal."""
            command = self.var_expand(cmd, depth=1)  # type: ignore[no-untyped-call]
            done = subprocess.run(
                command,
                shell=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            print(done.stdout.decode(errors="replace"), end="")
            self.user_ns["_exit_code"] = done.returncode

        system = system_piped

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.cache_size = 0
    config.InteractiveShell.xmode = "Context"
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell.instance(config=config, ipython_dir=folder)
    shell.run_cell("pass", store_history=False)  # type: ignore[no-untyped-call] # the first one takes much longer
    return shell


def settle(shell: InteractiveShell, emit: Emit) -> None:
    """Have a shell live in this process's folders, and this process write to `emit`."""
    shell.ipython_dir = os.environ["IPYTHONDIR"]
    shell.profile_dir = ProfileDir.create_profile_dir_by_name(shell.ipython_dir, "default")
    shell.home_dir = shell.logger.home_dir = os.environ["HOME"]
    shell.starting_dir = os.getcwd()
    sys.stdout, sys.stderr = _Stream("stdout", emit), _Stream("stderr", emit)


class _Stream(io.TextIOBase):
    """Standard output or error as stream outputs."""

    encoding = "utf-8"

    def __init__(self, name: str, emit: Emit) -> None:
        self._name, self._emit = name, emit

    def write(self, text: str) -> int:
        for start in range(0, len(text), LONGEST):
            self._emit({"output_type": "stream", "name": self._name, "text": str(text[start : start + LONGEST])})
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False


def _texts(data: dict[str, Any]) -> dict[str, str]:
    texts = {
        str(kind): base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
        for kind, value in data.items()
    }
    if sum(map(len, texts.values())) > 4 * LONGEST:
        return {"text/plain": "[output left out: too long]"}
    return texts
