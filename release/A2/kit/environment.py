"""Is this computer ready for the notebook? One line per finding, each problem with its repair.

Needs nothing but Python's own library (of any version since 3.8): a missing package is what it looks for.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from kit.language import tr

OK, REMARK, ERROR = "ok", "remark", "error"

PYTHON = (3, 11)
# the lowest versions that the course runs with; the lock file has the tested ones
MINIMUM = {
    "torch": "2.11",
    "torchvision": "0.26",
    "numpy": "2.0",
    "pandas": "2.2",
    "matplotlib": "3.9",
    "pillow": "10",
    "tqdm": "4.66",
    "ipykernel": "6.29",
    "safetensors": "0.5",
    "tensorboard": "2.18",
    "jupyterlab": "4.2",
    "nbconvert": "7.16",
}
EXCLUDED = {"torch": ("2.13",)}
# what only a comfort needs: the notebook itself runs without
COMFORT = {
    "tensorboard": "training curves are drawn with matplotlib only",
    "jupyterlab": "open the notebook in another program",
    "nbconvert": "the HTML file cannot be written: hand in the notebook itself",
}
PIP = (f'"{sys.executable}"' if " " in sys.executable else sys.executable) + " -m pip install"
DISK_TIGHT, DISK_FULL = 2.0, 0.1  # GiB


@dataclass(frozen=True)
class Finding:
    """One line: ``level`` is ok, remark or error; only an error makes the notebook impossible."""

    level: str
    subject: str
    message: str
    repair: str = ""

    def __str__(self) -> str:
        """Return the line."""
        cure = f" -> {tr(self.repair)}" if self.repair else ""
        return f"{self.level:6} {self.subject}: {tr(self.message)}{cure}"


def environment_report(folder: Path | str = ".") -> list[Finding]:
    """Return what was found, in order.

    Parameters
    ----------
    folder
        Where the notebook, its ``course.json`` (data files and their SHA-256) and its ``data/`` are.
    """
    here = Path(folder)
    findings = [_python(), *_packages(), *_pair(), _disk(here), *_shadows(here), *_data(here)]
    if not any(finding.level == ERROR and finding.subject == "torch" for finding in findings):
        findings += _torch()
        findings.append(_tensorboard())
    return findings


def main(folder: Path | str = ".") -> int:
    """Print the report and return the exit code: 1 where the notebook cannot run, else 0."""
    findings = environment_report(folder)
    for finding in findings:
        print(finding)
    errors = sum(finding.level == ERROR for finding in findings)
    print(tr(f"{errors} to repair before the notebook can run") if errors else tr("ready"))
    return 1 if errors else 0


def _python() -> Finding:
    have = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < PYTHON:
        need = ".".join(map(str, PYTHON))
        cure = f"make an environment with Python {need} or newer (README)"
        return Finding(ERROR, "Python", f"{have}, {need} is needed ({sys.executable})", cure)
    return Finding(OK, "Python", f"{have} ({sys.executable})")


def _packages() -> Iterator[Finding]:
    for name, minimum in MINIMUM.items():
        wanted = f"{minimum} or newer" + "".join(f", not {bad}" for bad in EXCLUDED.get(name, ()))
        exclusions = "".join(f",!={bad}.*" for bad in EXCLUDED.get(name, ()))
        install = f'{PIP} "{name}>={minimum}{exclusions}"'
        level, loss = (REMARK, f" ({COMFORT[name]})") if name in COMFORT else (ERROR, "")
        try:
            have = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Finding(level, name, f"is not installed{loss}", install)
            continue
        excluded = any(_numbers(have)[: len(_numbers(bad))] == _numbers(bad) for bad in EXCLUDED.get(name, ()))
        if _numbers(have) < _numbers(minimum) or excluded:
            yield Finding(level, name, f"{have}, {wanted} is needed{loss}", install)
        else:
            yield Finding(OK, name, have)


def _numbers(version: str) -> tuple[int, ...]:
    """Return the release part: ``2.15.0+cu132`` is (2, 15, 0)."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else (0,)


def _pair() -> Iterator[Finding]:
    """Every torchvision is made for one torch; with another it fails when it is imported."""
    try:
        have, wants = metadata.version("torch"), metadata.requires("torchvision") or []
    except metadata.PackageNotFoundError:
        return  # said already
    for found in filter(None, (re.match(r"torch ?\(?(==|>=)([\d.]+)", one) for one in wants)):
        here, need = _numbers(have), _numbers(found[2])
        if here < need or (found[1] == "==" and here != need):
            message = f"is made for torch {found[2]}, here is {have}"
            yield Finding(ERROR, "torchvision", message, f"{PIP} --upgrade torch torchvision")


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free / 2**30
    text = f"{free:.1f} GiB free"
    if free < DISK_FULL:
        return Finding(ERROR, "disk", text, "make room: the notebook cannot be saved")
    if free < DISK_TIGHT:
        return Finding(REMARK, "disk", text, f"{DISK_TIGHT:.0f} GiB are comfortable")
    return Finding(OK, "disk", text)


def _shadows(folder: Path) -> Iterator[Finding]:
    """A file called like a module hides that module from the notebook beside it."""
    for file in sorted(folder.glob("*.py")):
        if file.stem in MINIMUM or file.stem in getattr(sys, "stdlib_module_names", ()):
            level = ERROR if file.stem in MINIMUM else REMARK
            yield Finding(level, file.name, f"hides the module {file.stem} from the notebook", "give it another name")


def _data(folder: Path) -> Iterator[Finding]:
    """Compare the data files with their checksums; without them the notebook generates substitutes."""
    try:
        listed = json.loads((folder / "course.json").read_text(encoding="utf-8"))["data"]
        files = {str(name): str(checksum) for name, checksum in listed.items()}
    except FileNotFoundError:
        return (yield Finding(REMARK, "data", "no course.json beside the notebook", "unpack the release again"))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return (yield Finding(REMARK, "data", f"course.json is damaged ({error})", "unpack the release again"))
    for name, checksum in files.items():
        cure = f"copy {name} from the release again"
        if not (folder / name).is_file():
            yield Finding(REMARK, "data", f"{name} is missing, generated data take its place", cure)
        elif _sha256(folder / name) != checksum:
            yield Finding(REMARK, "data", f"{name} is not the file of the release", cure)
        else:
            yield Finding(OK, "data", name)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _torch() -> list[Finding]:
    """Device and threads; the one place that imports torch, which the notebook does next anyway."""
    try:
        torch: Any = importlib.import_module("torch")
        build: str | None = torch.version.cuda
        found = torch.cuda.is_available()
    except Exception as error:  # a broken installation fails in many ways
        cure = f"{PIP} --force-reinstall torch torchvision"
        return [Finding(ERROR, "torch", f"cannot be imported ({_short(error)})", cure)]
    return [_device(torch, build, found), _threads(torch)]


def _device(torch: Any, build: str | None, found: bool) -> Finding:
    if found:
        return Finding(OK, "device", f"{torch.cuda.get_device_name(0)}, CUDA {build}")
    if torch.backends.mps.is_available():
        return Finding(OK, "device", "Apple GPU (mps)")
    built = f"CUDA {build}" if build else "CPU only"
    if _nvidia_driver() and build is None:
        cure = "install the CUDA build: https://pytorch.org/get-started (pip, your CUDA version)"
        return Finding(REMARK, "device", "CPU: this torch is built without CUDA, but there is an NVIDIA GPU", cure)
    if _nvidia_driver():
        message = f"CPU: torch (CUDA {build}) does not find the NVIDIA GPU"
        return Finding(REMARK, "device", message, "update the NVIDIA driver and look at what nvidia-smi says")
    return Finding(REMARK, "device", f"CPU, no GPU (torch is built for {built}); the small data sets suit it")


def _nvidia_driver() -> bool:
    """Whether an NVIDIA driver is installed."""
    system = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "nvcuda.dll"
    return Path("/proc/driver/nvidia/version").exists() or system.exists() or bool(shutil.which("nvidia-smi"))


def _threads(torch: Any) -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = torch.get_num_threads()
    text = f"{threads} for {cores} cores"
    if threads > cores:
        return Finding(REMARK, "threads", text, f"set the environment variable OMP_NUM_THREADS={cores}")
    return Finding(OK, "threads", text)


def _tensorboard() -> Finding:
    """Write a TensorBoard event file and read it back."""
    try:
        with warnings.catch_warnings(), tempfile.TemporaryDirectory() as scratch:
            warnings.simplefilter("ignore")
            writing: Any = importlib.import_module("torch.utils.tensorboard")
            reading: Any = importlib.import_module("tensorboard.backend.event_processing.event_file_loader")
            with writing.SummaryWriter(scratch) as writer:
                writer.add_scalar("smoke", 0.5, 3)
            file = next(Path(scratch).iterdir())
            steps = [
                event.step
                for event in reading.EventFileLoader(str(file)).Load()
                if any(value.tag == "smoke" for value in event.summary.value)
            ]
        if steps != [3]:
            raise ValueError(f"read {steps} where step 3 was written")
    except Exception as error:  # versions of tensorboard, numpy and protobuf clash in many ways
        cure = f"{PIP} --upgrade tensorboard; matplotlib shows the same curves"
        return Finding(REMARK, "tensorboard", f"an event file cannot be written and read ({_short(error)})", cure)
    return Finding(OK, "tensorboard", "an event file was written and read")


def _short(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:120]}" if lines else type(error).__name__
