"""The file system as a job in namespaces sees it: which path shows which part of the machine."""

from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox.policy import Policy

DEVICES = tuple(Path("/dev") / name for name in ("full", "null", "random", "urandom", "zero"))
PROCESSORS = (Path("/sys/devices/system/cpu"), Path("/sys/devices/system/node"))


@dataclass(frozen=True)
class Binding:
    """A path of the job's view, and the path of the machine that appears there."""

    target: Path
    source: Path
    writable: bool = False


def nvidia_devices(dev: Path) -> list[Path]:
    """List NVIDIA's device files."""
    return sorted(path for path in dev.glob("nvidia*") if not path.is_dir())


def bindings(policy: Policy) -> list[Binding]:
    """List what to bind, outer paths first; what a listed tree already shows is left out.

    Sources are resolved here, because a symbolic link may lead elsewhere once the root has changed.
    """
    wanted = [*policy.readable(), *(([Path("/sys")]) if policy.gpu else PROCESSORS)]
    writable = [*DEVICES, *(nvidia_devices(Path("/dev")) if policy.gpu else ()), policy.job]
    candidates = [(path, False) for path in wanted] + [(path, True) for path in writable]
    shown: list[Binding] = []
    for path, is_writable in sorted(candidates, key=lambda item: (len(item[0].parts), item)):
        if path.exists() and not any(path.is_relative_to(outer.target) for outer in shown):
            shown.append(Binding(path, path.resolve(), is_writable))
    return shown
