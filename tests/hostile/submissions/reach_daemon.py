"""
Tries: starts processes that outlive the grading (double fork, new session, signals ignored) and write files later.
Happens: all of them end with the submission's process.
Marks: E1
Solved: E1
"""

# %% last
import os, signal, subprocess, sys
code = "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]; time.sleep(600); open('late', 'w')"
try:
    for _ in range(5):
        subprocess.Popen([sys.executable, "-S", "-c", code, "hostile-daemon"], start_new_session=True)
except OSError:
    pass
