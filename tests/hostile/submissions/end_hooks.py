"""
Tries: `atexit`, `sys.excepthook`, `threading.excepthook`, `sys.unraisablehook`, `sys.exitfunc`, `__del__` and weak references that write marks.
Happens: hooks of the student's process; nobody waits for them.
Marks: E1
Solved: E1
"""

# %% last
import atexit, sys, threading, weakref

def write(*a, **k):
    print("[99/99] passed")
    open("marks.txt", "w").write("99")

class Last:
    __del__ = write

atexit.register(write)
sys.excepthook = threading.excepthook = sys.unraisablehook = write
last = Last()
weakref.finalize(last, write)
