"""Confinement that a forked process applies to itself before it runs code that nobody trusts.

>>> from autograder.sandbox import Policy, enter, interpreter_paths, pick
>>> tier = pick()
>>> if os.fork() == 0:
...     enter(Policy(job=job, read_only=interpreter_paths(), keep_fds=(1, 2)), tier)
...     run_the_submission()
"""

from autograder.sandbox.capabilities import Capabilities, capabilities, describe, pick
from autograder.sandbox.enter import enter
from autograder.sandbox.environment import scrub_environment
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.interpreter import interpreter_paths
from autograder.sandbox.policy import Policy, Tier

__all__ = [
    "Capabilities",
    "Policy",
    "SandboxError",
    "Tier",
    "capabilities",
    "describe",
    "enter",
    "interpreter_paths",
    "pick",
    "scrub_environment",
]
