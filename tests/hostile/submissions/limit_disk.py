"""
Tries: fills the disk: files of hundreds of megabytes, one after the other.
Happens: **it can**: each file is bounded, their number is not; all of it is gone with the submission's process.
Marks: E1
Solved: E1
"""

# %% last
import os
total = 0
try:
    for number in range(3):
        with open(f"big{number}", "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 200 << 20)
        total += 200
except OSError:
    pass
print("wrote", total, "MB")
