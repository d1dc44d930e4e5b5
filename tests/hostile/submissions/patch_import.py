"""
Tries: import hooks, `sys.modules` and `sys.path` filled with modules of its own that answer to the course's names.
Happens: only the student's process imports through them.
Marks: none
"""

# %% first
import sys, types

class Finder:
    def find_spec(self, name, path=None, target=None):
        print("asked for", name)

fake = types.ModuleType("assignments")
fake.__path__ = []
for name in ("assignments", "assignments.H1", "assignments.H1.hidden", "autograder.course", "kit.checks"):
    sys.modules[name] = fake
sys.meta_path.insert(0, Finder())
sys.path[:] = ["."]
