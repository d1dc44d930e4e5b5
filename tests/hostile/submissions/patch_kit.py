"""
Tries: replaces the checks' own helpers (`kit.checks.expect`, `kit.checks.run`, `Outcome`, the points of an exercise).
Happens: the verdict's process has its own copies, forked before any student code ran.
Marks: none
"""

# %% first
import kit.checks as checks
import kit.checks.expect as expect
import kit.checks.run as run
for name in ("that", "tensor", "close", "number", "equal", "instance", "untouched", "on_device"):
    setattr(expect, name, lambda *a, **k: None)
run.run_check = lambda check, *a, **k: checks.Result(check.id, check.title, 99, checks.Outcome.PASSED)
checks.Outcome.FAILED = checks.Outcome.BLOCKED = checks.Outcome.PASSED
checks.Check.points = 99

# %% E1
def square(x):
    return x
