"""
Tries: folders and files made without any rights, so that they cannot be removed.
Happens: removed all the same.
Marks: E1
Solved: E1
"""

# %% last
import os
os.mkdir("closed", 0o300)
open("closed/file", "w").close()
os.chmod("closed", 0)
os.mkdir("empty", 0)
