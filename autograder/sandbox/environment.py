"""The environment variables of a job, and the directories that they name."""

import ctypes
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

KEEP = frozenset(
    """
    CUDA_DEVICE_ORDER CUDA_VISIBLE_DEVICES LANG LC_ALL LC_CTYPE LD_LIBRARY_PATH MKL_NUM_THREADS MPLBACKEND
    NUMEXPR_NUM_THREADS OMP_NUM_THREADS OPENBLAS_NUM_THREADS PYTHONHASHSEED PYTORCH_NVML_BASED_CUDA_CHECK TZ
    """.split()  # noqa: SIM905
)
"""Variables that change how numbers, text and devices behave and tell nothing about the machine's owner."""

ENV_START, ENV_END = 47, 48  # of the fields of /proc/self/stat after the name: proc_pid_stat(5)


def scrub_environment(home: Path, scratch: Path, keep: Iterable[str] = ()) -> None:
    """Replace the environment: what is not kept is gone, also from /proc/self/environ.

    Parameters
    ----------
    home
        Home directory, made where missing; Matplotlib and IPython keep their settings beneath it.
    scratch
        Directory for temporary files, made where missing.
    keep
        Names of variables to keep, beside `KEEP`.
    """
    names = KEEP.union(keep)
    kept = {name: value for name, value in os.environ.items() if name in names}
    os.environ.clear()
    _erase_initial_block()
    os.environ.update(kept)
    os.environ.update(
        PATH=os.pathsep.join((os.path.dirname(sys.executable), "/usr/local/bin", "/usr/bin", "/bin")),
        HOME=str(home),
        TMPDIR=str(scratch),
        USER="student",
        LOGNAME="student",
        MPLCONFIGDIR=str(home / "matplotlib"),
        IPYTHONDIR=str(home / "ipython"),
        XDG_CACHE_HOME=str(home / "cache"),
        TORCHINDUCTOR_CACHE_DIR=str(home / "inductor"),
    )
    tempfile.tempdir = None  # found anew from TMPDIR
    for directory in (home, scratch):
        directory.mkdir(parents=True, exist_ok=True)


def _erase_initial_block() -> None:
    """Overwrite the variables where the kernel put them when the interpreter started."""
    if sys.platform != "linux":
        return
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    start, end = int(fields[ENV_START]), int(fields[ENV_END])
    if 0 < start < end:
        ctypes.memset(start, 0, end - start)
