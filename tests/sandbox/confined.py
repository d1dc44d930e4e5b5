"""Confine this process as the first argument says (JSON), then run its code. Started by the tests."""

import json
import sys
from pathlib import Path

import attacks

from autograder.sandbox import Policy, SandboxError, Tier, enter, interpreter_paths, landlock

settings = json.loads(sys.argv[1])
if settings["abi"] is not None:  # as on an older kernel
    landlock.abi_version = lambda: settings["abi"]
options = settings["policy"]
options["keep_fds"] = (1, 2, *options.get("keep_fds", ()))
data = tuple(map(Path, options.pop("read_only_extra", ())))
policy = Policy(job=Path(settings["job"]), read_only=(*interpreter_paths(), *data), **options)
exec(settings["before"])
try:
    enter(policy, Tier(settings["tier"]))
except SandboxError as error:
    print("SandboxError", error, file=sys.stderr)
    raise SystemExit(99) from None
exec(compile(settings["code"], "<job>", "exec"), {"__name__": "__main__", "attacks": attacks})
