"""
Tries: thousands of warnings and lines on standard error, in cells and in checks (no attack: a noisy student).
Happens: shown, bounded, and without cost.
Marks: all
Solved: E1, E2, E3, Q-S1
"""

# %% last
import sys, warnings
for i in range(5000):
    sys.stderr.write(f"warning {i}\n")
    warnings.warn(f"careful {i}")

# %% last
plain = square

def square(x):
    warnings.warn("again")
    sys.stderr.write("Traceback (most recent call last)\n" * 100)
    return plain(x)
