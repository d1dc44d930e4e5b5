"""What this machine can do, which tier follows, and what would make it better."""

import os
import tempfile
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.sandbox import landlock
from autograder.sandbox.enter import enter
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.interpreter import interpreter_paths
from autograder.sandbox.policy import Policy, Tier

SWITCHES = {
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": "1",
    "/proc/sys/kernel/unprivileged_userns_clone": "0",
    "/proc/sys/user/max_user_namespaces": "0",
}
"""Settings that keep ordinary users from making namespaces, and the value that does."""


@dataclass(frozen=True)
class Capabilities:
    """Why a tier is not available here; an empty text where it is."""

    landlock_abi: int
    namespaces: str
    landlock: str


@cache
def capabilities() -> Capabilities:
    """Enter each tier in a forked child and see. Takes some ten milliseconds, once for each process."""
    return Capabilities(landlock.abi_version(), _try(Tier.NAMESPACES), _try(Tier.LANDLOCK))


def pick(found: Capabilities | None = None) -> Tier:
    """Return the strongest tier that is available."""
    found = found or capabilities()
    if not found.namespaces:
        return Tier.NAMESPACES
    return Tier.NONE if found.landlock else Tier.LANDLOCK


def describe(tier: Tier, found: Capabilities | None = None) -> str:
    """Say in one line what a tier means here, and why it is not a stronger one."""
    found = found or capabilities()
    if tier is Tier.NAMESPACES:
        layers = "namespaces, Landlock and seccomp" if found.landlock_abi else "namespaces and seccomp"
        return f"{layers}: own files and processes, no network"
    if tier is Tier.LANDLOCK:
        return f"Landlock and seccomp: own files, no network, no subprocess{_why_not_namespaces(found)}"
    why = _why_not_namespaces(found) + (f"; {found.landlock}" if found.landlock else "")
    return f"none, only limits: grade nothing that you do not trust{why}"


def _why_not_namespaces(found: Capabilities) -> str:
    if not found.namespaces:
        return ""
    for path, value in SWITCHES.items():
        if Path(path).exists() and Path(path).read_text().strip() == value:
            return f"; {found.namespaces} ({path} is {value})"
    return f"; {found.namespaces} (in a container: allow unshare and mount, leave /proc unmasked)"


def _try(tier: Tier) -> str:
    with tempfile.TemporaryDirectory() as job:
        answer, write = os.pipe()
        with warnings.catch_warnings():  # threads do not matter: the child makes only system calls
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _try_and_exit(Policy(job=Path(job), read_only=interpreter_paths(), keep_fds=(write,)), tier)
        os.close(write)
        with os.fdopen(answer, "rb") as pipe:
            report = pipe.read().decode(errors="replace")
        status = os.waitpid(child, 0)[1]
    return report or (f"the probe ended with status {status}" if status else "")


def _try_and_exit(policy: Policy, tier: Tier) -> None:
    status = 1
    try:
        enter(policy, tier)
        status = 0
    except SandboxError as error:
        os.write(policy.keep_fds[0], str(error).encode())
    finally:
        os._exit(status)
