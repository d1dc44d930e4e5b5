"""Confine the calling process."""

import contextlib
import os
import sys
from pathlib import Path

from autograder.sandbox import identity, landlock, limits, namespaces, seccomp, warden
from autograder.sandbox.descriptors import close_all_but
from autograder.sandbox.environment import scrub_environment
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.loading import load_in_process
from autograder.sandbox.policy import Policy, Tier
from autograder.sandbox.syscalls import no_new_privileges, set_dumpable


def enter(policy: Policy, tier: Tier) -> None:
    """Confine the calling process for good, or raise; to be called in a freshly forked child.

    In `Tier.NAMESPACES` this forks twice and returns in the innermost process; the caller's process becomes
    the warden, passes SIGINT on and ends as the job ends (see `warden`). In the other tiers it returns in
    the same process. Everywhere the process is killed with the thread that forked it, begins a session of
    its own, holds only the descriptors, variables and files of the policy, and answers SIGINT with
    KeyboardInterrupt.

    Parameters
    ----------
    policy
        What the job may see and use.
    tier
        How it is confined, from `pick`.

    Raises
    ------
    SandboxError
        If confinement cannot be applied. The process may be half confined by then: report and exit.
    """
    try:
        with warden.signals_held():
            _enter(policy, tier)
    except (OSError, ValueError) as error:
        raise SandboxError(f"cannot confine this process ({tier.value}): {error}") from error


def _enter(policy: Policy, tier: Tier) -> None:
    close_all_but(policy.keep_fds)
    with contextlib.suppress(PermissionError):  # it leads a session already
        os.setsid()
    if tier is Tier.NONE:
        _finish_without_namespaces(policy, tier)
        return
    if sys.platform != "linux":
        raise SandboxError(f"the tier {tier.value} needs Linux")
    if len(os.listdir("/proc/self/task")) > 1:
        raise SandboxError("only a process with a single thread can be confined as a whole")
    set_dumpable(True)  # or /proc/self would belong to root
    if tier is Tier.NAMESPACES:
        _into_namespaces(policy)
        home, scratch = Path("/tmp/home"), Path("/tmp")
        os.chdir(policy.job)
        limits.apply(policy, tier)
        scrub_environment(home, scratch, policy.keep_environment)
    else:
        identity.drop_capabilities()
        _finish_without_namespaces(policy, tier)
        load_in_process()
    _restrict(policy, tier)


def _finish_without_namespaces(policy: Policy, tier: Tier) -> None:
    if sys.platform == "linux":
        warden.die_with_parent()
        no_new_privileges()
    os.chdir(policy.job)
    limits.apply(policy, tier)
    scrub_environment(policy.job / ".home", policy.job / ".tmp", policy.keep_environment)


def _into_namespaces(policy: Policy) -> None:
    root = identity.is_root()
    if root:
        identity.give_to_nobody(policy.job)
    users = identity.IdentityMap()
    namespaces.unshare()
    users.write()
    warden.die_with_parent()
    namespaces.isolate_host()
    namespaces.build_root(policy)
    line = warden.start_init(policy.keep_fds)
    namespaces.enter_root()
    if root:
        identity.become_nobody()
    identity.drop_capabilities()
    set_dumpable(False)
    warden.start_job(line, policy.keep_fds)
    set_dumpable(True)
    os.setsid()
    for path in (policy.job, *policy.read_only):
        if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
            raise SandboxError(f"{path} cannot be read by the user {os.getuid()}: chmod -R o+rX {path}")


def _restrict(policy: Policy, tier: Tier) -> None:
    abi = landlock.abi_version()
    if abi:
        landlock.restrict(landlock.rules(policy, tier), tcp=tier is Tier.NAMESPACES, abi=abi)
    elif tier is Tier.LANDLOCK:
        raise SandboxError("this kernel has no Landlock")
    seccomp.install(policy, tier, abi)
