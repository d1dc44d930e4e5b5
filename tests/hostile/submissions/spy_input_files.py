"""
Tries: leaves links to the hidden checks, the gradebook and the solution in its folder, to be read where the folder is copied to.
Happens: refused: nbgrader would copy what a link leads to.
Marks: refused
"""

# %% hand in
(folder / "notes.txt").symlink_to(course / "assignments" / "H1" / "hidden.py")
(folder / "solution.py").symlink_to(course / "source" / "H1" / "H1.ipynb")
(folder / "book.db").symlink_to(course / "gradebook.db")
(folder / "all").symlink_to(course / "assignments")

# %% first
import os
print("FOUND", [name for name in ("notes.txt", "solution.py", "book.db", "all") if os.path.lexists(name)])
for name in ("notes.txt", "solution.py"):
    if os.path.exists(name):
        print(open(name).read())
