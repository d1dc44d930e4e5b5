"""
Tries: fills the disk: files of hundreds of megabytes, one after the other.
Happens: **for a moment it can**: each file is bounded, and a process whose files hold more than 1 GiB is ended, but
they are counted once a second. All of it is gone with the submission.
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
