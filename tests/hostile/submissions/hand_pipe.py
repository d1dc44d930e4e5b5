"""
Tries: named pipes in its folder, which block whoever reads them.
Happens: refused: nothing but files and folders.
Marks: refused
"""

# %% hand in
import os
os.mkfifo(folder / "data.csv")
os.mkfifo(folder / "other.ipynb")
