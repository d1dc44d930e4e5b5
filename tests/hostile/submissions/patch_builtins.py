"""
Tries: replaces `len`, `isinstance`, `type`, `all`, `sum`, `max` and `__import__` in builtins.
Happens: the student's own process fails or goes wrong; the checks never run there.
Marks: none
"""

# %% last
import builtins
builtins.all = builtins.any = builtins.isinstance = lambda *a: True
builtins.len = lambda *a: 2
builtins.sum = lambda *a: 3
builtins.__import__ = lambda *a, **k: None
