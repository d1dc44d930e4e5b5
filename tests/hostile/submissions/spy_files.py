"""
Tries: reads the course by every path it can guess: `..`, the source notebook, hidden checks, the gradebook, results, other submissions, the installed packages' `assignments`.
Happens: none of them exists where a submission runs.
Marks: none
"""

# %% first
import os
found = []
for folder, names, files in os.walk("/"):
    names[:] = [name for name in names if name not in ("proc", "sys", "usr", "site-packages", "lib-dynload", "lib")]
    found += [f"{folder}/{name}" for name in files if name in ("hidden.py", "gradebook.db", "H1.ipynb", "nbgrader_config.py")]
found += [path for path in ("../../../gradebook.db", "../../../source", "../../../assignments", "../other") if os.path.exists(path)]
print("FOUND", found)
